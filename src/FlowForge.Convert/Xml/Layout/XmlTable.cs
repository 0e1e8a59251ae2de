using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>A table to be: which elements are its rows, and what its columns are.</summary>
internal sealed class XmlTable(XmlPath row, XmlTable? parent, string path)
{
    internal const string RowId = "_row_id";
    internal const string ParentRowId = "_parent_row_id";

    private readonly List<(SourceColumn Column, Action<int>? Place)> _columns = [];

    internal XmlPath Row { get; } = row;

    /// <summary>The table in whose rows its rows lie; null for none.</summary>
    internal XmlTable? Parent { get; set; } = parent;

    /// <summary>Place among the reader's tables.</summary>
    internal int Index { get; set; }

    internal string Name { get; set; } = "";

    /// <summary>Whether it has one row in all, so that no key is needed to find it.</summary>
    internal bool IsSingle => Parent is null && !Row.Repeats;

    internal bool HasRowId { get; private set; }

    internal bool HasParentRowId { get; private set; }

    /// <summary>Whether running text in it is listed in the table of parts.</summary>
    internal bool ListsProse { get; set; }

    internal bool IsEmpty => _columns.Count == 0;

    internal int ColumnCount => _columns.Count;

    /// <summary>Unique, as they will be in the output.</summary>
    internal IReadOnlyList<string> ColumnNames { get; private set; } = [];

    /// <param name="place">Told which column it became.</param>
    internal void Add(string name, Action<int> place, DataType? type = null) =>
        _columns.Add((new SourceColumn(name, type) { Inference = TextInference.Schema }, place));

    /// <summary>Puts the keys in front and tells every step its column.</summary>
    internal void Seal(bool hasRowId, bool hasParentRowId)
    {
        (HasRowId, HasParentRowId) = (hasRowId, hasParentRowId);
        if (hasParentRowId) _columns.Insert(0, (new SourceColumn(ParentRowId, DataType.BigInt), null));
        if (hasRowId) _columns.Insert(0, (new SourceColumn(RowId, DataType.BigInt), null));
        for (int i = 0; i < _columns.Count; i++) _columns[i].Place?.Invoke(i);
        ColumnNames = Names.OfColumns([.. _columns.Select(column => column.Column.Name)]);
    }

    internal SourceTable ToSource() => new(Name, [.. _columns.Select(column => column.Column)])
    {
        Facts = path.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["path"] = path },
    };
}
