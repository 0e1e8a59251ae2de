using System.Globalization;
using System.Text;

namespace FlowForge.Bench.Data;

/// <summary>The orders as CSV: UTF-8 with commas and decimal points, or Windows-1252 with semicolons and decimal commas, as a German Excel saves it.</summary>
internal static class CsvFile
{
    private static readonly string[] s_header =
        ["order_id", "placed_at", "customer", "email", "city", "postal_code", "product", "quantity", "unit_price", "discount", "paid", "note"];

    internal static void Write(string path, Orders orders, long rows) => Write(path, orders, rows, new UTF8Encoding(false), ',', CultureInfo.InvariantCulture);

    internal static void WriteCp1252(string path, Orders orders, long rows)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var numbers = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        numbers.NumberFormat.NumberDecimalSeparator = ",";
        Write(path, orders, rows, Encoding.GetEncoding(1252, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback), ';', numbers);
    }

    private static void Write(string path, Orders orders, long rows, Encoding encoding, char delimiter, CultureInfo numbers)
    {
        using var text = new StreamWriter(path, append: false, encoding, 1 << 20) { NewLine = "\n" };
        text.WriteLine(string.Join(delimiter, s_header));
        for (long i = 0; i < rows; i++)
        {
            orders.Next();
            text.Write(string.Create(numbers, $"{orders.Id}{delimiter}{orders.Placed:yyyy-MM-dd HH:mm:ss}{delimiter}{orders.Customer}{delimiter}{orders.Email}{delimiter}"));
            text.Write(string.Create(numbers, $"{orders.City}{delimiter}{orders.PostalCode}{delimiter}{orders.Product}{delimiter}{orders.Quantity}{delimiter}"));
            text.Write(string.Create(numbers, $"{orders.Price}{delimiter}{orders.Discount:0.00}{delimiter}{(orders.IsPaid ? "true" : "false")}{delimiter}"));
            text.WriteLine(Quoted(orders.Note, delimiter));
        }
    }

    private static string? Quoted(string? value, char delimiter) =>
        value is not null && (value.Contains(delimiter) || value.Contains('"')) ? $"\"{value.Replace("\"", "\"\"")}\"" : value;
}
