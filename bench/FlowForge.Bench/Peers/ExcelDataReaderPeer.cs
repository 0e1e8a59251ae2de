using System.Text;
using ExcelDataReader;

namespace FlowForge.Bench.Peers;

/// <summary>ExcelDataReader looks at every cell and writes nothing: less work than a conversion.</summary>
internal static class ExcelDataReaderPeer
{
    internal static long ReadCells(string input, string output)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using FileStream file = File.OpenRead(input);
        using IExcelDataReader reader = ExcelReaderFactory.CreateReader(file);
        long rows = -1; // without the header
        long cells = 0;
        while (reader.Read())
        {
            rows++;
            for (int i = 0; i < reader.FieldCount; i++)
                if (reader.GetValue(i) is not null)
                    cells++;
        }
        if (cells == 0) throw new InvalidDataException($"{input} has no cells.");
        return rows;
    }
}
