using System.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Catalog;

/// <summary>Names as Unity Catalog has them: stored in lower case, compared regardless of case.</summary>
/// <remarks>Source: docs.databricks.com/en/sql/language-manual/sql-ref-names.html. At most 255 characters; no period, blank, slash or control character.</remarks>
public static class UnityName
{
    public const int MaxLength = 255;

    /// <summary>The catalog of names that have none.</summary>
    public const string DefaultCatalog = "main";

    /// <summary>The schema of names that have none.</summary>
    public const string DefaultSchema = "default";

    // Databricks keeps these for itself.
    private static readonly string[] s_reservedCatalogs = ["system", "samples", "hive_metastore", "__databricks_internal"];
    private const string ReservedSchema = "information_schema";

    /// <summary>Reads <c>table</c>, <c>schema.table</c> or <c>catalog.schema.table</c>; parts may stand in backticks.</summary>
    /// <exception cref="InputException">Not a name: says which part and why.</exception>
    public static TableName Parse(string text, string defaultCatalog = DefaultCatalog)
    {
        IReadOnlyList<string> parts = Split(text) ?? throw Wrong(text, "a backtick is not closed.");
        return Of(parts, text, defaultCatalog);
    }

    /// <param name="parts">One to three.</param>
    /// <param name="text">The name as it was written, for messages.</param>
    /// <inheritdoc cref="Parse"/>
    public static TableName Of(IReadOnlyList<string> parts, string text, string defaultCatalog = DefaultCatalog)
    {
        TableName name = parts switch
        {
            [var table] => new TableName(defaultCatalog, DefaultSchema, table),
            [var schema, var table] => new TableName(defaultCatalog, schema, table),
            [var catalog, var schema, var table] => new TableName(catalog, schema, table),
            _ => throw Wrong(text, "a table's name has up to three parts: catalog.schema.table."),
        };
        return Checked(name, text);
    }

    /// <summary>In lower case.</summary>
    /// <exception cref="InputException">Not a name that Unity Catalog takes.</exception>
    public static TableName Checked(TableName name) => Checked(name, name.ToString());

    /// <summary>What is wrong with one part of a name; null when nothing is.</summary>
    public static string? Fault(string part)
    {
        if (part.Length == 0) return "a part of it is empty.";
        if (part.Length > MaxLength) return $"a part of it has {part.Length:N0} characters; at most {MaxLength} are allowed.";
        foreach (char letter in part)
            if (letter is '.' or ' ' or '/' or '\u007f' || letter < ' ')
                return $"it has {Describe(letter)} in it; periods, blanks, slashes and control characters are not allowed.";
        return null;
    }

    /// <summary>The name of a part's folder: what some file systems refuse is percent-encoded.</summary>
    internal static string ToFolder(string part)
    {
        var folder = new StringBuilder(part.Length);
        foreach (char letter in part)
        {
            if ("%\\:*?\"<>|".Contains(letter, StringComparison.Ordinal)) folder.Append($"%{(int)letter:X2}");
            else folder.Append(letter);
        }
        return folder.ToString();
    }

    /// <summary>The part that a folder stands for; null for a folder of something else.</summary>
    internal static string? FromFolder(string folder)
    {
        string part = Uri.UnescapeDataString(folder);
        return !folder.StartsWith('.') && Fault(part) is null && ToFolder(part) == folder && !part.Any(char.IsUpper) ? part : null;
    }

    /// <summary>As SQL takes it: parts that are no plain words in backticks.</summary>
    public static string ToSql(TableName name) => string.Join('.', new[] { name.Catalog, name.Schema, name.Table }.Select(QuoteWhereNeeded));

    private static string QuoteWhereNeeded(string part) =>
        part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && !char.IsAsciiDigit(part[0]) ? part : $"`{part.Replace("`", "``", StringComparison.Ordinal)}`";

    private static TableName Checked(TableName name, string text)
    {
        foreach (string part in (string[])[name.Catalog, name.Schema, name.Table])
            if (Fault(part) is { } fault) throw Wrong(text, fault);
        var lower = new TableName(name.Catalog.ToLowerInvariant(), name.Schema.ToLowerInvariant(), name.Table.ToLowerInvariant());
        if (s_reservedCatalogs.Contains(lower.Catalog)) throw Wrong(text, $"the catalog {lower.Catalog} is Databricks' own.");
        if (lower.Schema == ReservedSchema) throw Wrong(text, $"the schema {ReservedSchema} is the catalog's own.");
        return lower;
    }

    private static List<string>? Split(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '`' && isQuoted && i + 1 < text.Length && text[i + 1] == '`') part.Append(text[i++]);
            else if (text[i] == '`') isQuoted = !isQuoted;
            else if (text[i] == '.' && !isQuoted) Take();
            else part.Append(text[i]);
        }
        Take();
        return isQuoted ? null : parts;

        void Take()
        {
            parts.Add(part.ToString());
            part.Clear();
        }
    }

    private static string Describe(char letter) => letter switch
    {
        ' ' => "a blank",
        _ when char.IsControl(letter) => $"the control character U+{(int)letter:X4}",
        _ => $"'{letter}'",
    };

    private static InputException Wrong(string text, string why) => new("bad-table-name", new Location(text), $"not a table's name: {why}");
}
