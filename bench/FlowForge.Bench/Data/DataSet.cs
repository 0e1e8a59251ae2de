namespace FlowForge.Bench.Data;

/// <summary>The files that the comparisons read, one a format.</summary>
internal static class DataSet
{
    /// <param name="Rows">At scale 1.</param>
    internal sealed record DataFile(string Name, long Rows, Action<string, Orders, long> Write);

    internal const int DefaultSeed = 20_240_229;

    internal static IReadOnlyList<DataFile> Files { get; } =
    [
        new("orders.csv", 2_000_000, CsvFile.Write),
        new("orders-cp1252.csv", 2_000_000, CsvFile.WriteCp1252),
        new("orders.ndjson", 750_000, NdjsonFile.Write),
        new("orders.xlsx", 200_000, XlsxFile.Write),
        new("orders.xml", 500_000, XmlFile.Write),
        new("orders.dbf", 750_000, DbfFile.Write),
        new("events.parquet", 14_000_000, ParquetFile.Write),
    ];

    internal static long RowsAt(DataFile file, double scale) => Math.Max(1, (long)(file.Rows * scale));

    /// <summary>Writes the files that are not there yet for this seed and scale, and a note of both.</summary>
    internal static void Ensure(string folder, int seed, double scale)
    {
        Directory.CreateDirectory(folder);
        string note = Path.Combine(folder, "data.txt");
        string made = $"seed {seed}, scale {scale}\n";
        if (!File.Exists(note) || File.ReadAllText(note) != made)
            foreach (DataFile file in Files) File.Delete(Path.Combine(folder, file.Name));
        File.WriteAllText(note, made);
        foreach (DataFile file in Files)
        {
            string path = Path.Combine(folder, file.Name);
            if (File.Exists(path)) continue;
            Console.Error.WriteLine($"Making {file.Name} …");
            file.Write(path + ".part", new Orders(seed), RowsAt(file, scale));
            File.Move(path + ".part", path);
        }
    }
}
