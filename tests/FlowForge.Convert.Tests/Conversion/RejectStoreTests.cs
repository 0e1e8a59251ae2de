using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Conversion;

public sealed class RejectStoreTests
{
    [Fact]
    public void First_RowsOfLaterBlocksComeBefore_IsTheOneAtTheTop()
    {
        string folder = Directory.CreateTempSubdirectory("flowforge-rejects-").FullName;
        try
        {
            using var store = new RejectStore(Path.Combine(folder, "rows.ndjson"), BadRowPolicy.Quarantine);
            store.Add(new Location("a.ndjson") { Line = 9 }, "late", []);
            store.Add(new Location("a.ndjson") { Line = 3 }, "early", []);
            store.Add(new Location("a.ndjson") { Line = 5 }, "between", []);
            Assert.Equal((3, "early"), (store.First!.Value.Where.Line, store.First.Value.Reason));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
