using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>The columns that have statistics where a table names them: <c>id, address.city, `a,b`</c>. A struct's name stands for all inside of it.</summary>
/// <remarks>Source: docs.delta.io/latest/table-properties.html and Delta's StatisticsCollection.</remarks>
internal static class StatisticsColumns
{
    internal const string Property = "delta.dataSkippingStatsColumns";

    /// <summary>The names, each as its parts; null when the text is none.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>>? Parse(string text)
    {
        List<IReadOnlyList<string>> names = [];
        List<string> parts = [];
        var part = new StringBuilder();
        bool isQuoted = false, wasQuoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char letter = i < text.Length ? text[i] : ',';
            if (isQuoted && i == text.Length) return null;
            if (letter == '`')
            {
                if (isQuoted && i + 1 < text.Length && text[i + 1] == '`') part.Append(text[i++]);
                else (isQuoted, wasQuoted) = (!isQuoted, true);
            }
            else if (isQuoted || letter is not (',' or '.')) part.Append(letter);
            else
            {
                string name = wasQuoted ? part.ToString() : part.ToString().Trim();
                if (name.Length == 0) return text.AsSpan().Trim().IsEmpty ? [] : null;
                parts.Add(name);
                (wasQuoted, _) = (false, part.Clear());
                if (letter != ',') continue;
                names.Add(parts);
                parts = [];
            }
        }
        return names;
    }

    /// <summary>Whether a column is the one that is named, or inside of it.</summary>
    internal static bool Holds(IReadOnlyList<string> name, IReadOnlyList<string> column) =>
        name.Count <= column.Count && name.Zip(column).All(pair => pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses names that no column of the table has, or that can have no statistics.</summary>
    /// <exception cref="Core.Diagnostics.InputException">The property names such a column, or is no list of names.</exception>
    internal static void Check(string root, TableSchema schema, IReadOnlyDictionary<string, string> properties)
    {
        if (properties.GetValueOrDefault(Property) is not { } text) return;
        if (Parse(text) is not { } names) throw Wrong($"'{text}' is no list of columns; write names with commas between.");
        foreach (IReadOnlyList<string> name in names)
        {
            string told = string.Join('.', name);
            if (schema.PartitionFields.Any(field => field.Name.Equals(told, StringComparison.OrdinalIgnoreCase))) throw Wrong($"{told} is a partition column; its values are in the log without statistics.");
            if (TypeOf(schema.DataFields, name) is not { } type) throw Wrong($"the table has no column {told}.");
            if (type is not (DeltaType.Struct or DeltaType.Scalar)) throw Wrong($"{told} is {type}, of which there are no statistics.");
        }

        Core.Diagnostics.InputException Wrong(string why) => DeltaErrors.Unsupported(root, $"{Property}: {why}");
    }

    private static DeltaType? TypeOf(IEnumerable<DeltaField> fields, IReadOnlyList<string> name) => fields.FirstOrDefault(field => field.Name.Equals(name[0], StringComparison.OrdinalIgnoreCase)) is not { } field ? null
        : name.Count == 1 ? field.Type
        : field.Type is DeltaType.Struct structure ? TypeOf(structure.Fields, [.. name.Skip(1)]) : null;
}
