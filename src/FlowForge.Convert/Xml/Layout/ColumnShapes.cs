using FlowForge.Convert.Conversion;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>How the values of a row become columns.</summary>
internal interface IColumnShape
{
    /// <summary>Whether what is in running text is listed in a table of its own, so that rows need a key.</summary>
    bool ListsProse { get; }

    void AddColumns(XmlTable table, StepNames names);
}

/// <summary>Single elements and attributes become columns <c>a_b</c> and <c>a__attribute</c>; what repeats has tables of its own.</summary>
internal sealed class FlatShape : IColumnShape
{
    public bool ListsProse => true;

    public void AddColumns(XmlTable table, StepNames names) => Add(table.Row, table, "", names);

    private static void Add(XmlPath path, XmlTable table, string name, StepNames names)
    {
        if (path.HasText) table.Add(name.Length == 0 ? StepNames.Text : name, slot => path.TextSlot = slot, path.IsProse ? DataType.Varchar : null);
        foreach (XmlAttribute attribute in path.Attributes)
            table.Add(Joined(name, names.Of(attribute, path)), slot => attribute.Slot = slot);
        if (path.IsProse) return;
        foreach (XmlPath child in path.Children)
            if (!child.IsRow)
                Add(child, table, Joined(name, names.Of(child)), names);
    }

    private static string Joined(string outer, string name) => outer.Length == 0 ? name : $"{outer}_{name}";
}

/// <summary>Children with content of their own become structs, those that repeat lists.</summary>
internal sealed class NestedShape : IColumnShape
{
    public bool ListsProse => false;

    public void AddColumns(XmlTable table, StepNames names)
    {
        foreach (Field field in FieldsOf(table.Row, names)) table.Add(field.Name, field.Place, field.IsPlain ? null : field.Type);
    }

    /// <param name="Place">Told which field it became.</param>
    /// <param name="IsPlain">One value a row: its type is decided where those of all columns are.</param>
    private sealed record Field(string Name, Action<int> Place, DataType Type, bool IsPlain);

    private static List<Field> FieldsOf(XmlPath path, StepNames names)
    {
        var fields = new List<Field>();
        if (path.HasText) fields.Add(new Field(StepNames.Text, slot => path.TextSlot = slot, TextType(path), !path.IsProse));
        foreach (XmlAttribute attribute in path.Attributes)
            fields.Add(new Field(names.Of(attribute, path), slot => attribute.Slot = slot, attribute.NestedType(), true));
        if (path.IsProse) return fields;
        foreach (XmlPath child in path.Children)
            if (!child.IsRow && ValueOf(child, names) is { } value)
                fields.Add(value);
        return fields;
    }

    /// <summary>An element as one value; null when all in it is in rows of other tables.</summary>
    private static Field? ValueOf(XmlPath path, StepNames names)
    {
        List<Field> fields = FieldsOf(path, names);
        if (fields.Count == 0) return null;
        path.FieldCount = !path.HasText || fields.Count > 1 ? fields.Count : 0;
        for (int i = 0; i < fields.Count; i++) fields[i].Place(i);
        DataType type = TextType(path);
        if (path.IsStruct)
        {
            string[] unique = Names.OfColumns([.. fields.Select(field => field.Name)]);
            type = new DataType.Struct([.. fields.Select((field, i) => new Column(unique[i], field.Type))]);
        }
        return new Field(names.Of(path), slot => path.Slot = slot, path.Repeats ? new DataType.List(type) : type, !path.IsStruct && !path.Repeats && !path.IsProse);
    }

    private static DataType TextType(XmlPath path) => path.IsProse ? DataType.Varchar : path.NestedType();
}
