using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;

if (args is not ["convert", var input, var output, ..])
{
    Console.Error.WriteLine("usage: flowforge convert INPUT OUTPUT");
    return 2;
}
try
{
    ConversionReport report = new Converter(FormatRegistry.Default, TimeProvider.System).Convert(new ConversionRequest { Input = input, Output = output }, null, CancellationToken.None);
    foreach (DiagnosticReport warning in report.Warnings) Console.Error.WriteLine($"{warning.Where}: {warning.Severity}: {warning.Summary} {warning.Hint} (x{warning.Count})");
    foreach (TableReport table in report.Tables) Console.Error.WriteLine($"{table.Name}: {table.Rows} rows → {table.File}");
    return 0;
}
catch (InputException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
