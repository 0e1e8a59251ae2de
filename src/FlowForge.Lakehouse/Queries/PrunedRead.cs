using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;

namespace FlowForge.Lakehouse.Queries;

/// <summary>Reads the files that may hold wanted rows, with all rows of them: the statement's own WHERE decides on each.</summary>
internal static class PrunedRead
{
    extension(Snapshot snapshot)
    {
        internal DeltaRelation ReadPruned(DeltaPredicate? where)
        {
            if (where is null) return snapshot.Read();
            ScanFile[] files = [.. snapshot.FilesFor(where).Select(ScanFile.Of)];
            TableRead.CheckPlaces(snapshot, files);
            string sql = new FileScan(snapshot.Store, snapshot.Schema, files).ToSql(snapshot.Schema.Fields, out RowFunction? function);
            return new DeltaRelation(sql, function is null ? [] : [function]);
        }
    }
}
