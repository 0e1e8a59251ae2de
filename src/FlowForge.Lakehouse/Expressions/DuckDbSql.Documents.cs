using System.Text.Json;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>JSON, CSV and XML inside of columns.</summary>
public sealed partial class DuckDbSql
{
    private static void AddDocuments(Dictionary<string, Rule> rules)
    {
        rules["get_json_object"] = Function<string, string, string?>("get_json_object", JsonText.At);
        rules["json_array_length"] = Function<string, int?>("json_array_length", JsonText.ArrayLength);
        rules["json_object_keys"] = Function<string, ListValue?>("json_object_keys", JsonText.Keys);
        rules["schema_of_json"] = SchemaOfJson;
        rules["schema_of_csv"] = (sql, call, a) => SchemaOf(sql, call, a, SparkFileFormat.Csv);
        rules["schema_of_xml"] = (sql, call, a) => SchemaOf(sql, call, a, SparkFileFormat.Xml);
        rules["from_xml"] = (sql, call, a) => Record(sql, call, a, SparkFileFormat.Xml);
        rules["from_json"] = FromJson;
        rules["to_json"] = (sql, call, a) =>
        {
            DataType type = call.Arguments[0].Type;
            JsonForm form = call.Arguments.Count > 1 ? JsonForm.Of(OptionsOf(call, 1)) : JsonForm.Default;
            var format = new ValueFormat(sql.Ansi, Zone.Of(form.TimeZone ?? sql.Settings.TimeZone), form);
            return sql.Native("to_json", [type], DataType.Varchar, (t, r) => Natives.Native.Of<object, string>(t, r, value => format.Json(value, type)), [a[0]], $"{TypeNames.Of(type)}{sql.Settings}{form}");
        };
        rules["xpath"] = Function<string, string, ListValue?>("xpath", XmlPath.Nodes);
        rules["xpath_string"] = Function<string, string, string?>("xpath_string", XmlPath.Text);
        rules["xpath_boolean"] = Function<string, string, bool?>("xpath_boolean", XmlPath.Truth);
        rules["xpath_double"] = Function<string, string, double?>("xpath_double", XmlPath.Number);
        rules["xpath_float"] = Function<string, string, float?>("xpath_float", (xml, path) => (float?)XmlPath.Number(xml, path));
        // As Java narrows doubles: NaN to 0, and what is beyond to the bound.
        rules["xpath_long"] = Function<string, string, long?>("xpath_long", (xml, path) => XmlPath.Number(xml, path) is { } number ? (long)number : null);
        rules["xpath_int"] = Function<string, string, int?>("xpath_int", (xml, path) => XmlPath.Number(xml, path) is { } number ? (int)number : null);
        rules["xpath_short"] = Function<string, string, short?>("xpath_short", (xml, path) => XmlPath.Number(xml, path) is { } number ? unchecked((short)(int)number) : null);
        rules["to_csv"] = (sql, call, a) =>
        {
            var type = (DataType.Struct)call.Arguments[0].Type;
            CsvForm form = call.Arguments.Count > 1 ? CsvForm.Of(OptionsOf(call, 1)) : CsvForm.Default;
            var format = new ValueFormat(sql.Ansi, Zone.Of(form.Times.TimeZone ?? sql.Settings.TimeZone), form.Times);
            return sql.Native("to_csv", [type], DataType.Varchar, (t, r) => Natives.Native.Of<object, string>(t, r, value => format.Csv((StructValue)value, type, form)), [a[0]], $"{TypeNames.Of(type)}{sql.Settings}{form}");
        };
        rules["from_csv"] = (sql, call, a) =>
        {
            if (call.Arguments.Count > 2) return Record(sql, call, a, SparkFileFormat.Csv);
            var fields = ((DataType.Struct)call.Type).Fields;
            return sql.Let(CsvFields(sql, a[0]), line => $"CASE WHEN {line} IS NOT NULL THEN struct_pack({string.Join(", ", fields.Select((field, i) => $"{SqlName.Quote(field.Name)} := {sql.Cast($"nullif({line}[{i + 1}], '')", DataType.Varchar, field.Type, CastMode.Try)}"))}) END");
        };
    }

    private static string FromJson(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (call.Arguments.Count < 3)
        {
            Zone zone = Zone.Of(sql.Settings.TimeZone);
            return sql.Native("from_json", [DataType.Varchar], call.Type, (t, r) => Natives.Native.Of<string, object?>(t, r, text => JsonText.Read(text, call.Type, zone)), [a[0]], sql.Settings.TimeZone);
        }
        (SparkReadOptions options, string given) = ReadOptions(sql, call, 2, SparkFileFormat.Json);
        return sql.Native("from_json", [DataType.Varchar], call.Type, (t, r) =>
        {
            var reader = new JsonValue(options);
            return Natives.Native.Of<string, object?>(t, r, text => reader.Read(text, call.Type));
        }, [a[0]], $"{sql.Settings.TimeZone}{given}");
    }

    private static string SchemaOfJson(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        (SparkReadOptions options, string given) = ReadOptions(sql, call, 1, SparkFileFormat.Json);
        return sql.Native("schema_of_json", [DataType.Varchar], DataType.Varchar, (t, r) =>
        {
            (var json, var schema) = (new LooseJson(options), new JsonSchema(options, new TextValues(options)));
            return Natives.Native.Of<string, string?>(t, r, text =>
            {
                using JsonDocument? document = json.Parse(text);
                return document is null ? null : TypeNames.Sql(Settled(schema, schema.TypeOf(document.RootElement)));
            });
        }, [a[0]], given);
    }

    // What never has a value is a text, but a struct without fields stays one where it is all there is.
    private static DataType Settled(JsonSchema schema, DataType type) => schema.Settled(type) ?? type switch
    {
        DataType.Struct => new DataType.Struct([]),
        DataType.List { Element: DataType.Struct } => new DataType.List(new DataType.Struct([])),
        _ => DataType.Varchar,
    };

    /// <summary>The schema of a line or an element, as the reader of whole files infers it.</summary>
    private static string SchemaOf(DuckDbSql sql, TypedExpression.Call call, string[] a, SparkFileFormat format)
    {
        (SparkReadOptions options, string given) = ReadOptions(sql, call, 1, format);
        options = options with { InferSchema = true };
        return sql.Native(call.Function.Name, [DataType.Varchar], DataType.Varchar, (t, r) => Natives.Native.Of<string, string>(t, r, text =>
        {
            SparkRecords records = SparkRecords.Of(format, options);
            records.Look(text);
            return TypeNames.Sql(new DataType.Struct(records.Columns));
        }), [a[0]], given);
    }

    /// <summary>A struct from one record, as the reader of whole files has it.</summary>
    private static string Record(DuckDbSql sql, TypedExpression.Call call, string[] a, SparkFileFormat format)
    {
        (SparkReadOptions options, string given) = ReadOptions(sql, call, 2, format);
        var type = (DataType.Struct)call.Type;
        if (options.Mode == ParseMode.DropMalformed) throw new NotSupportedException($"{call.Function.Name} has no mode DROPMALFORMED: it gives a value for every row. There are PERMISSIVE and FAILFAST.");
        options = options with { Schema = type.Fields };
        return sql.Native(call.Function.Name, [DataType.Varchar], type, (t, r) =>
        {
            SparkRecords records = SparkRecords.Of(format, options);
            return Natives.Native.Of<string, object?>(t, r, text => new StructValue([.. One(records, text).Select((value, i) => KeyValuePair.Create(type.Fields[i].Name, value))]));
        }, [a[0]], given);
    }

    // A file that cannot be read is told otherwise by Spark than a value.
    private static object?[] One(SparkRecords records, string text)
    {
        try
        {
            return records.Read(text).First();
        }
        catch (SparkException failure) when (failure.Condition.StartsWith("FAILED_READ_FILE", StringComparison.Ordinal))
        {
            throw new SparkException("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", failure.Reason);
        }
    }

    /// <summary>The reader's options of a call, and a text that tells them from others.</summary>
    private static (SparkReadOptions Options, string Given) ReadOptions(DuckDbSql sql, TypedExpression.Call call, int argument, SparkFileFormat format)
    {
        IReadOnlyList<KeyValuePair<string, string>> given = call.Arguments.Count > argument ? OptionsOf(call, argument) : [];
        var options = new SparkReadOptions { TimeZone = sql.Settings.TimeZone, RowTag = "ROW" };
        foreach ((string name, string value) in given) options = Option(() => SparkReadOptions.Set(format, options, name, value));
        return (options, $"{sql.Settings.TimeZone}{string.Join(',', given)}");
    }

    private static IReadOnlyList<KeyValuePair<string, string>> OptionsOf(TypedExpression.Call call, int argument) =>
        Constants.Options(call.Arguments[argument]) ?? throw new NotSupportedException($"{call.Function.Name} takes its options as a constant map: map('dateFormat', 'dd/MM/yyyy').");

    private static T Option<T>(Func<T> set)
    {
        try
        {
            return set();
        }
        catch (ArgumentException wrong)
        {
            throw new NotSupportedException(wrong.Message, wrong);
        }
    }

    private static string CsvFields(DuckDbSql sql, string line) => sql.Native("csv_fields", [DataType.Varchar], new DataType.List(DataType.Varchar), (t, r) => Natives.Native.Of<string, ListValue>(t, r, text =>
    {
        var fields = new List<object?>();
        var field = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (text[i] == '\\' && quoted && i + 1 < text.Length) field.Append(text[++i]);
            else if (text[i] == '"') quoted = !quoted;
            else field.Append(text[i]);
        }
        return new ListValue(fields);
    }), [line]);
}
