using System.Text.Json;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.SparkFiles;
using static FlowForge.Generate.Tests.Twin.TwinJson;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Files, as <c>spark.read</c> reads them.</summary>
internal sealed partial class TwinSession
{
    private TwinFrame Read(JsonElement task)
    {
        string format = Text(task.GetProperty("format")), path = Text(task.GetProperty("path"));
        Dictionary<string, string> options = task.GetProperty("options").EnumerateObject().ToDictionary(option => option.Name, option => Text(option.Value));
        if (!path.Contains('*', StringComparison.Ordinal) && !Path.Exists(path)) throw new TwinException("PATH_NOT_FOUND", path);
        string? schema = task.GetProperty("schema").GetString();
        return format switch
        {
            "parquet" when schema is null && options.Count == 0 => Parquet(path),
            "delta" when schema is null && options.Count == 0 => OfDelta(path),
            "text" => Lines(path),
            _ => Parquet(Converted(Enum.Parse<SparkFileFormat>(format, ignoreCase: true), path, options, schema)),
        };
    }

    private TwinFrame Lines(string path)
    {
        var column = new TwinColumn(Operations.NewId(), "value", DataType.Varchar);
        string[] lines = File.ReadAllLines(path);
        return new TwinFrame($"SELECT unnest([{string.Join(", ", lines.Select(SqlName.Literal))}]::VARCHAR[]) AS {column.Sql}", [column]);
    }

    private string Converted(SparkFileFormat format, string path, Dictionary<string, string> options, string? schema)
    {
        var reading = new SparkReadOptions { TimeZone = Expressions.Settings.TimeZone, InferSchema = format == SparkFileFormat.Xml };
        foreach ((string name, string value) in options) reading = SparkReadOptions.Set(format, reading, name, value);
        if (schema is not null) reading = reading with { Schema = SparkReadOptions.ParseSchema(schema) };
        string output = Path.Combine(_work.FullName, $"source-{_frames.Count}.parquet");
        var request = new ConversionRequest { Input = path, Output = output, Read = ReadOptions.Default with { Spark = new SparkReading(format, reading) }, OneTable = true, TempDirectory = _work.FullName };
        return new Converter(FormatRegistry.Default, clock).Convert(request, null, CancellationToken.None).Tables[0].File;
    }

    private TwinFrame Parquet(string path)
    {
        string sql = $"SELECT * FROM read_parquet({SqlName.Literal(path)})";
        using DuckDbResult shape = _connection.Query($"{sql} LIMIT 0");
        TwinColumn[] columns = [.. shape.Columns.Select(column => new TwinColumn(Operations.NewId(), column.Name, NearestType.Of(column.Type)))];
        return new TwinFrame($"SELECT {string.Join(", ", columns.Select(column => $"{SqlName.Quote(column.Name)} AS {column.Sql}"))} FROM (SELECT {NearestType.Projection(shape.Columns)} FROM ({sql})) ORDER BY random()", columns);
    }

    private TwinFrame OfDelta(string path)
    {
        var rows = new DeltaTable(new LocalTableStore(path), engine).Latest();
        TwinColumn[] columns = [.. rows.Schema.Columns.Select(column => new TwinColumn(Operations.NewId(), column.Name, column.Type))];
        Lakehouse.Delta.Reading.DeltaRelation relation = Lakehouse.Delta.Reading.TableRead.Read(rows);
        _open.Add(relation);
        return new TwinFrame($"SELECT {string.Join(", ", columns.Select(column => $"{SqlName.Quote(column.Name)} AS {column.Sql}"))} FROM ({relation.Sql})", columns);
    }
}
