using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using FlowForge.Core.Collections;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using Syntax = FlowForge.Core.Expressions.Syntax;
using static FlowForge.Core.Plans.Documents.PlanNode;

namespace FlowForge.Core.Plans.Parameters;

/// <summary>The kinds of parameters that steps have.</summary>
internal static class Kinds
{
    internal static ParameterKind<PlanText> Text { get; } = Scalars("text", TryText);

    internal static ParameterKind<PlanText> Column { get; } = Scalars("column", TryText);

    /// <summary>One name, or several in a list.</summary>
    internal static ParameterKind<ValueList<PlanText>> Columns { get; } = Texts("column, or list of columns", Column);

    internal static ParameterKind<PlanText> Table { get; } = Scalars("table: layer.name or catalog.schema.name", TryText);

    internal static ParameterKind<ValueList<PlanText>> Tables { get; } = Texts("table, or list of tables", Table);

    /// <summary>Spark SQL, checked for its grammar when it is read.</summary>
    internal static ParameterKind<PlanText> Expression { get; } = Scalars("expression", TryExpression);

    internal static ParameterKind<ValueList<Named<PlanText>>> Expressions { get; } = MapOf("map of name to expression", Expression);

    internal static ParameterKind<ValueList<Named<PlanText>>> Renames { get; } = MapOf("map of column to its new name", Text);

    /// <summary>A reader's options. One that is given several times has a list of values.</summary>
    internal static ParameterKind<ValueList<Named<PlanText>>> Options { get; } = new("map of option to value, or to a list of values", OptionsSchema, TryOptions, WriteOptions);

    internal static ParameterKind<DataType> Type { get; } = new("type, by Spark's name", Schema("string"), TryType, type => new Scalar(TypeNames.Of(type)));

    internal static ParameterKind<ValueList<Named<DataType>>> Types { get; } = MapOf("map of column to type", Type);

    internal static ParameterKind<bool> Flag { get; } = new("true or false", Schema("boolean"), TryFlag, value => new Scalar(value ? "true" : "false"));

    internal static ParameterKind<double> Number { get; } = new("number", Schema("number"), TryNumber, value => new Scalar(value.ToString("R", CultureInfo.InvariantCulture)));

    internal static ParameterKind<int> Count { get; } = new("whole number", Schema("integer"), TryCount, value => new Scalar(value.ToString(CultureInfo.InvariantCulture)));

    internal static ParameterKind<ValueList<double>> Numbers { get; } = ListOf("list of numbers", Number);

    internal static ParameterKind<PlanValue> Value { get; } = new("value", () => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") }, TryValue, value => new Scalar(value.Text, value.IsQuoted));

    internal static ParameterKind<ValueList<PlanValue>> Values { get; } = ListOf("list of values", Value);

    internal static ParameterKind<PlanDuration> Duration { get; } = new("length of time: 7d, 12h, 2w, 3mo", Schema("string"), TryDuration, value => new Scalar(value.ToString()));

    internal static ParameterKind<ValueList<PlanDuration>> Durations { get; } = ListOf("list of lengths of time", Duration);

    /// <summary>Columns or expressions, each with its direction: <c>amount desc nulls last</c>.</summary>
    internal static ParameterKind<ValueList<PlanText>> Ordering { get; } = Texts("order: expression [asc | desc] [nulls first | nulls last]", Scalars("order", TryOrder));

    /// <summary>A window's frame: <c>rows between 2 preceding and current row</c>.</summary>
    internal static ParameterKind<PlanText> Frame { get; } = Scalars("frame: rows | range between … and …", TryFrame);

    /// <summary>Columns that both sides have, or a map of left to right.</summary>
    internal static ParameterKind<ValueList<Named<PlanText>>> JoinKeys { get; } = new(
        "column, list of columns, or map of left column to right column",
        () => new JsonObject { ["anyOf"] = new JsonArray(Columns.Schema(), Renames.Schema()) },
        TryJoinKeys,
        keys => keys.All(key => key.Name == key.Value) ? Columns.Write([.. keys.Select(key => key.Name)]) : Renames.Write(keys));

    internal static ParameterKind<ValueList<Named<double>>> Periods { get; } = MapOf("map of name to number", Number);

    internal static ParameterKind<ValueList<Named<int>>> LagCounts { get; } = MapOf("map of column to whole number", Count);

    internal static ParameterKind<ValueList<Named<ValueList<PlanText>>>> Lists { get; } = MapOf("map of name to a list", Texts("list", Text));

    /// <summary>Words for the members of an enum: <c>ManyToOne</c> is <c>many_to_one</c>.</summary>
    internal static ParameterKind<T> Choice<T>() where T : struct, Enum
    {
        Dictionary<string, T> words = Enum.GetValues<T>().ToDictionary(Word);
        return new ParameterKind<T>(
            string.Join(" · ", words.Keys),
            () => new JsonObject { ["enum"] = new JsonArray([.. words.Keys.Select(word => (JsonNode)word)]) },
            (node, reading, out value) =>
            {
                value = default;
                return (node is Scalar scalar && words.TryGetValue(scalar.Text, out value)) || Refuse(node, reading, $"one of {string.Join(", ", words.Keys)}", words.Keys);
            },
            value => new Scalar(Word(value)));
    }

    /// <summary>A member's name in a plan.</summary>
    internal static string Word<T>(T member) where T : struct, Enum =>
        string.Concat(member.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static ParameterKind<ValueList<T>> ListOf<T>(string name, ParameterKind<T> item) where T : notnull => new(
        name,
        () => new JsonObject { ["type"] = "array", ["items"] = item.Schema() },
        ItemsOf(item),
        values => new List([.. values.Select(item.Write)]));

    private static ParameterKind<ValueList<PlanText>> Texts(string name, ParameterKind<PlanText> item) => new(
        name,
        () => new JsonObject { ["anyOf"] = new JsonArray(item.Schema(), new JsonObject { ["type"] = "array", ["items"] = item.Schema() }) },
        ItemsOf(item),
        values => values.Count == 1 ? item.Write(values[0]) : new List([.. values.Select(item.Write)]));

    private static ParameterKind<ValueList<Named<T>>> MapOf<T>(string name, ParameterKind<T> value) where T : notnull => new(
        name,
        () => new JsonObject { ["type"] = "object", ["additionalProperties"] = value.Schema() },
        EntriesOf(value),
        entries => new Map([.. entries.Select(entry => new Entry(new Scalar(entry.Name.Text), value.Write(entry.Value)))]));

    private static ParameterKind<PlanText> Scalars(string name, TryRead<PlanText> read) => new(name, Schema("string"), read, text => text.Source ?? new Scalar(text.Text));

    private static Func<JsonObject> Schema(string type) => () => new JsonObject { ["type"] = type };

    private static TryRead<ValueList<T>> ItemsOf<T>(ParameterKind<T> item) where T : notnull
    {
        return TryItems;

        bool TryItems(PlanNode node, PlanReading reading, out ValueList<T> values)
        {
            ValueList<PlanNode> nodes = node is List list ? list.Items : [node];
            var read = new List<T>(nodes.Count);
            foreach (PlanNode one in nodes)
                if (item.Read(one, reading, out T? value)) read.Add(value);
            values = [.. read];
            return values.Count == nodes.Count;
        }
    }

    private static TryRead<ValueList<Named<T>>> EntriesOf<T>(ParameterKind<T> kind) where T : notnull
    {
        return TryEntries;

        bool TryEntries(PlanNode node, PlanReading reading, out ValueList<Named<T>> entries)
        {
            entries = [];
            if (node is not Map map) return Refuse(node, reading, "a map of names");
            var read = new List<Named<T>>(map.Entries.Count);
            foreach (Entry entry in map.Entries)
                if (kind.Read(entry.Value, reading, out T? value)) read.Add(new Named<T>(TextOf(entry.Key), value));
            entries = [.. read];
            return entries.Count == map.Entries.Count;
        }
    }

    private static PlanText TextOf(Scalar scalar) => new(scalar.Text) { Source = scalar };

    private static bool TryText(PlanNode node, PlanReading reading, [NotNullWhen(true)] out PlanText? text)
    {
        text = node is Scalar { IsNull: false } scalar ? TextOf(scalar) : null;
        return text is not null || Refuse(node, reading, "a text");
    }

    private static bool TryExpression(PlanNode node, PlanReading reading, [NotNullWhen(true)] out PlanText? text) =>
        TryText(node, reading, out text) && IsClean(Syntax.Expression.Parse(text.Text).Findings, text, reading);

    private static bool TryOrder(PlanNode node, PlanReading reading, [NotNullWhen(true)] out PlanText? text) =>
        TryText(node, reading, out text) && IsClean(Syntax.OrderResult.Parse(text.Text).Findings, text, reading);

    private static bool TryFrame(PlanNode node, PlanReading reading, [NotNullWhen(true)] out PlanText? text) =>
        TryText(node, reading, out text) && IsClean(Syntax.FrameResult.Parse(text.Text).Findings, text, reading);

    private static bool TryJoinKeys(PlanNode node, PlanReading reading, out ValueList<Named<PlanText>> keys)
    {
        if (node is Map) return Renames.Read(node, reading, out keys!);
        bool read = Columns.Read(node, reading, out ValueList<PlanText>? columns);
        keys = [.. (columns ?? []).Select(column => new Named<PlanText>(column, column))];
        return read;
    }

    private static JsonObject OptionsSchema()
    {
        JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean") };
        return new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray(Scalar(), new JsonObject { ["type"] = "array", ["items"] = Scalar() }) },
        };
    }

    private static bool TryOptions(PlanNode node, PlanReading reading, out ValueList<Named<PlanText>> options)
    {
        options = [];
        if (node is not Map map) return Refuse(node, reading, "a map of options");
        var read = new List<Named<PlanText>>();
        bool isWhole = true;
        foreach (Entry entry in map.Entries)
        {
            isWhole &= Texts("value", Text).Read(entry.Value, reading, out ValueList<PlanText>? values);
            read.AddRange((values ?? []).Select(value => new Named<PlanText>(TextOf(entry.Key), value)));
        }
        options = [.. read];
        return isWhole;
    }

    private static Map WriteOptions(ValueList<Named<PlanText>> options) => new([.. options.GroupBy(option => option.Name.Text).Select(same => new Entry(
        new Scalar(same.Key),
        same.Count() == 1 ? Text.Write(same.Single().Value) : new List([.. same.Select(option => Text.Write(option.Value))])))]);

    private static bool IsClean(IReadOnlyList<ExpressionFinding> findings, PlanText text, PlanReading reading)
    {
        foreach (ExpressionFinding finding in findings) reading.Error(finding.Id, text.At(finding.Where.Offset), finding.Summary, finding.Hint);
        return findings.Count == 0;
    }

    private static bool TryType(PlanNode node, PlanReading reading, [NotNullWhen(true)] out DataType? type)
    {
        type = node is Scalar scalar ? TypeNames.Parse(scalar.Text) : null;
        return type is not null || Refuse(node, reading, "a type of Spark, such as string, int, bigint, double, decimal(10,2), boolean, date, timestamp, array<int>, struct<a: int>");
    }

    private static bool TryFlag(PlanNode node, PlanReading reading, out bool value)
    {
        value = node is Scalar { IsQuoted: false, Text: "true" };
        return value || node is Scalar { IsQuoted: false, Text: "false" } || Refuse(node, reading, "true or false");
    }

    private static bool TryNumber(PlanNode node, PlanReading reading, out double value)
    {
        value = 0;
        return (node is Scalar scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) || Refuse(node, reading, "a number");
    }

    private static bool TryCount(PlanNode node, PlanReading reading, out int value)
    {
        value = 0;
        return (node is Scalar scalar && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) || Refuse(node, reading, "a whole number");
    }

    private static bool TryValue(PlanNode node, PlanReading reading, [NotNullWhen(true)] out PlanValue? value)
    {
        value = node is Scalar scalar ? new PlanValue(scalar.Text, scalar.IsQuoted) : null;
        return value is not null || Refuse(node, reading, "a single value");
    }

    private static bool TryDuration(PlanNode node, PlanReading reading, [NotNullWhen(true)] out PlanDuration? value)
    {
        value = node is Scalar scalar ? PlanDuration.Parse(scalar.Text) : null;
        return value is not null || Refuse(node, reading, "a length of time such as 7d, 12h, 2w or 3mo");
    }

    // Always false, so that a reader can end with it.
    private static bool Refuse(PlanNode node, PlanReading reading, string expected, IReadOnlyCollection<string>? words = null)
    {
        string found = node switch
        {
            Scalar { IsNull: true } => "nothing",
            Scalar scalar => $"'{scalar.Text}'",
            List => "a list",
            _ => "a map",
        };
        string? near = node is Scalar word && words is not null ? Spelling.Nearest(word.Text, words) : null;
        reading.Error("plan-value", node.Where, $"found {found}, expected {expected}.", near is null ? null : $"Did you mean '{near}'?");
        return false;
    }
}
