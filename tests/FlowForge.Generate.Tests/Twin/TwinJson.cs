using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>What goes over the line between notebooks and host.</summary>
internal static class TwinJson
{
    internal static string Text(JsonElement value) => value.GetString() ?? throw new ArgumentException("A text is missing.");

    internal static string[] Texts(JsonElement task, string name) => task.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Text)] : [];

    internal static JsonObject Frame(int id, TwinFrame frame) => new() { ["id"] = id, ["fields"] = Fields(frame.Columns.Select(column => new Column(column.Name, column.Type))) };

    private static JsonArray Fields(IEnumerable<Column> columns) => new([.. columns.Select(column => (JsonNode)new JsonObject { ["name"] = column.Name, ["type"] = Type(column.Type) })]);

    private static JsonObject Type(DataType type)
    {
        var described = new JsonObject { ["text"] = TypeNames.Of(type), ["sql"] = TypeNames.Sql(type) };
        if (type is DataType.Struct structure) described["fields"] = Fields(structure.Fields);
        if (type is DataType.List list) described["elementType"] = Type(list.Element);
        if (type is DataType.Map map) (described["keyType"], described["valueType"]) = (Type(map.Key), Type(map.Value));
        return described;
    }

    /// <summary>How the engine selects a column whose values go over the line.</summary>
    internal static string Selected(TwinColumn column) => column.Type is DataType.Decimal || column.Type == DataType.Date || column.Type == DataType.Timestamp || column.Type == DataType.TimestampTz
        ? $"CAST({column.Sql} AS VARCHAR)" : column.Sql;

    internal static JsonNode? Cell(object? value, DataType type) => (value, type) switch
    {
        (null, _) => null,
        (double number, _) => Tagged("float", number.ToString("R", CultureInfo.InvariantCulture).Replace("Infinity", "inf", StringComparison.Ordinal)),
        (float number, _) => Tagged("float", number.ToString("R", CultureInfo.InvariantCulture).Replace("Infinity", "inf", StringComparison.Ordinal)),
        (string text, DataType.Decimal) => Tagged("decimal", text),
        (string text, DataType.Primitive { Kind: PrimitiveKind.Date }) => Tagged("date", text),
        (string text, DataType.Primitive { Kind: PrimitiveKind.Timestamp or PrimitiveKind.TimestampTz }) => Tagged("timestamp", text),
        (string text, _) => JsonValue.Create(text),
        (bool flag, _) => JsonValue.Create(flag),
        (sbyte or short or int or long, _) => JsonValue.Create(System.Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        (ListValue list, DataType.List of) => new JsonArray([.. list.Select(one => Cell(one, of.Element))]),
        _ => throw new ArgumentException($"A {TypeNames.Of(type)} is not collected here."),
    };

    private static JsonObject Tagged(string kind, string text) => new() { ["kind"] = kind, ["text"] = text };
}
