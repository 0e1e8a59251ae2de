using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FlowForge.Convert.Tests.Dbf;
using FlowForge.Convert.Tests.Excel.Xlsx;

namespace FlowForge.Convert.Tests.RoundTrips;

/// <summary>Writes a generated table as other programs write their files.</summary>
internal static class TableFiles
{
    internal static byte[] Csv(GeneratedTable table, char delimiter)
    {
        var text = new StringBuilder();
        AppendLine(table.Columns.Select(column => column.Name));
        foreach (string?[] row in table.Rows) AppendLine(row.Select(Quoted));
        return Encoding.UTF8.GetBytes(text.ToString());

        void AppendLine(IEnumerable<string> cells) => text.AppendJoin(delimiter, cells).Append("\r\n");
        string Quoted(string? cell) => cell is null ? "" : cell.AsSpan().IndexOfAny(delimiter, '"', '\n') < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    internal static byte[] Json(GeneratedTable table, bool lines)
    {
        IEnumerable<string> records = table.Rows.Select(row => new JsonObject(table.Columns.Zip(row, (column, cell) => KeyValuePair.Create(column.Name, Node(column.Kind, cell)))).ToJsonString());
        return Encoding.UTF8.GetBytes(lines ? string.Join('\n', records) : $"[{string.Join(", ", records)}]");
    }

    internal static byte[] Xml(GeneratedTable table)
    {
        var text = new StringBuilder("<?xml version=\"1.0\"?>\n<rows>\n");
        foreach (string?[] row in table.Rows)
        {
            text.Append("<row>");
            for (int i = 0; i < row.Length; i++)
                if (row[i] is { } cell) text.Append($"<{table.Columns[i].Name}>{WebUtility.HtmlEncode(cell)}</{table.Columns[i].Name}>");
            text.Append("</row>\n");
        }
        return Encoding.UTF8.GetBytes(text.Append("</rows>").ToString());
    }

    internal static byte[] Xlsx(GeneratedTable table)
    {
        var builder = new XlsxBuilder().Style("yyyy-mm-dd").Style("yyyy-mm-dd hh:mm:ss");
        var rows = new StringBuilder();
        rows.Append("<row>").AppendJoin("", table.Columns.Select(column => Text(column.Name))).Append("</row>");
        foreach (string?[] row in table.Rows) rows.Append("<row>").AppendJoin("", row.Select((cell, i) => Cell(table.Columns[i].Kind, cell))).Append("</row>");
        return builder.Sheet("Data", rows.ToString()).Build();

        static string Text(string text) => $"<c t=\"inlineStr\"><is><t>{WebUtility.HtmlEncode(text)}</t></is></c>";
        static string Cell(Kind kind, string? cell) => (kind, cell) switch
        {
            (_, null) => "<c/>",
            (Kind.Number or Kind.Amount, _) => $"<c><v>{cell}</v></c>",
            (Kind.Flag, _) => $"<c t=\"b\"><v>{(cell == "true" ? 1 : 0)}</v></c>",
            (Kind.Day, _) => $"<c s=\"1\"><v>{Serial(cell)}</v></c>",
            (Kind.Moment, _) => $"<c s=\"2\"><v>{Serial(cell)}</v></c>",
            _ => Text(cell),
        };
        static string Serial(string cell) => DateTime.Parse(cell, CultureInfo.InvariantCulture).ToOADate().ToString("R", CultureInfo.InvariantCulture);
    }

    internal static byte[] Dbf(GeneratedTable table)
    {
        DbfFile file = new();
        foreach (GeneratedColumn column in table.Columns)
        {
            file = column.Kind switch
            {
                Kind.Number => file.Field(column.Name, 'N', 12),
                Kind.Amount => file.Field(column.Name, 'N', 14, 2),
                Kind.Flag => file.Field(column.Name, 'L', 1),
                Kind.Day => file.Field(column.Name, 'D', 8),
                _ => file.Field(column.Name, 'C', 40),
            };
        }
        foreach (string?[] row in table.Rows) file.Row([.. row.Select((cell, i) => Cell(table.Columns[i].Kind, cell))]);
        return file.ToArray();

        static object Cell(Kind kind, string? cell) => kind switch
        {
            Kind.Flag => cell is null ? "?" : cell == "true" ? "T" : "F",
            Kind.Day => cell?.Replace("-", "", StringComparison.Ordinal) ?? "",
            _ => cell ?? "",
        };
    }

    internal static byte[] Fixed(GeneratedTable table)
    {
        int[] widths = Widths(table);
        var text = new StringBuilder();
        foreach (string?[] row in table.Rows) text.AppendJoin("", row.Select((cell, i) => (cell ?? "").PadRight(widths[i]))).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Where the columns of the fixed-width file lie, as the option of that name takes it.</summary>
    internal static string FixedLayout(GeneratedTable table)
    {
        int[] widths = Widths(table), ends = [.. widths];
        for (int i = 1; i < ends.Length; i++) ends[i] += ends[i - 1];
        return string.Join(',', table.Columns.Select((column, i) => $"{column.Name}:{ends[i] - widths[i] + 1}-{ends[i]}"));
    }

    private static int[] Widths(GeneratedTable table) => [.. table.Columns.Select((_, i) => 2 + table.Rows.Max(row => row[i]?.Length ?? 0))];

    private static JsonNode? Node(Kind kind, string? cell) => (kind, cell) switch
    {
        (_, null) => null,
        (Kind.Number or Kind.Amount or Kind.Flag, _) => JsonNode.Parse(cell),
        _ => JsonValue.Create(cell),
    };
}
