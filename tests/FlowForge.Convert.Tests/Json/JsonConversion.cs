using System.Text;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Json;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;

namespace FlowForge.Convert.Tests.Json;

/// <summary>Converts JSON through the real engine and reads the Parquet back.</summary>
internal sealed class JsonConversion : IDisposable
{
    private readonly TestFolder _folder = new();

    private JsonConversion()
    {
    }

    internal ConversionReport Report { get; private set; } = null!;

    /// <summary>Columns as <c>name TYPE</c>, of the first table.</summary>
    internal string[] Columns => ColumnsOf(0);

    /// <summary>Rows as JSON, of the first table.</summary>
    internal string[] Rows => RowsOf(0);

    internal IEnumerable<string> WarningIds => Report.Warnings.Select(warning => warning.Id);

    internal static JsonConversion Of(string json, string name = "in.json", ReadOptions? options = null) => Of(Encoding.UTF8.GetBytes(json), name, options);

    internal static JsonConversion Of(byte[] json, string name = "in.json", ReadOptions? options = null)
    {
        var conversion = new JsonConversion();
        try
        {
            conversion.Run(json, name, options ?? ReadOptions.Default);
            return conversion;
        }
        catch
        {
            conversion.Dispose();
            throw;
        }
    }

    internal string[] ColumnsOf(int table) => [.. Report.Tables[table].Columns.Select(column => $"{column.Name} {column.Type}")];

    internal string[] RowsOf(int table)
    {
        string path = Report.Tables.Count == 1 ? _folder.Output + ".parquet" : Path.Combine(_folder.Output, Report.Tables[table].Name + ".parquet");
        return TestFolder.Rows($"SELECT to_json(_the_row) FROM '{path}' AS _the_row");
    }

    internal string[] Rejected(string columns) => TestFolder.Rows($"SELECT {columns} FROM '{_folder.Output}._rejected.parquet'");

    public void Dispose() => _folder.Dispose();

    private void Run(byte[] json, string name, ReadOptions options)
    {
        string input = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(input, json);
        var request = new ConversionRequest { Input = input, InputName = name, Output = _folder.Output, Threads = 2, Read = options };
        Report = new Converter(new FormatRegistry([new JsonFormat()]), TimeProvider.System).Convert(request, null, CancellationToken.None);
    }
}
