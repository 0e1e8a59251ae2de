using FlowForge.Core.Expressions.Syntax;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.Tests;

public sealed class TextParsingTests
{
    [Theory]
    [InlineData("string", null, "string", "\"c\"")]
    [InlineData("decimal(18,2)", "1.234,5", "string", "\"c\"")]
    [InlineData("string", null, "int", "F.col(\"c\").cast(\"int\").alias(\"c\")")]
    [InlineData("bigint", null, "int", "told(\"c\").cast(\"int\").alias(\"c\")")]
    [InlineData("boolean", null, "boolean", "told(\"c\").cast(\"boolean\").alias(\"c\")")]
    [InlineData("decimal(18,2)", "1234,5", "decimal(12,2)", "F.translate(told(\"c\"), \",\", \".\").cast(\"decimal(12,2)\").alias(\"c\")")]
    [InlineData("decimal(18,2)", "1.234,5", "double", "F.translate(told(\"c\"), \",.\", \".\").cast(\"double\").alias(\"c\")")]
    [InlineData("decimal(18,2)", "1,234.5", "decimal(18,2)", "F.translate(told(\"c\"), \",\", \"\").cast(\"decimal(18,2)\").alias(\"c\")")]
    [InlineData("decimal(18,2)", "1'234.5", "decimal(18,2)", "F.translate(told(\"c\"), \"'\", \"\").cast(\"decimal(18,2)\").alias(\"c\")")]
    [InlineData("decimal(18,1)", "1 234,5", "int", "F.translate(told(\"c\"), \", \u00A0\u202F\", \".\").cast(\"decimal(18,1)\").cast(\"int\").alias(\"c\")")]
    [InlineData("date", null, "date", "told(\"c\").cast(\"date\").alias(\"c\")")]
    [InlineData("date", "DD.MM.YYYY", "date", "F.to_date(told(\"c\"), \"d.M.yyyy\").alias(\"c\")")]
    [InlineData("date", "Mon DD YYYY", "timestamp", "F.to_date(told(\"c\"), \"[MMMM][MMM] d yyyy\").cast(\"timestamp\").alias(\"c\")")]
    [InlineData("timestamp_ntz", null, "timestamp", "told(\"c\").cast(\"timestamp\").alias(\"c\")")]
    [InlineData("timestamp_ntz", "MM/DD/YYYY", "timestamp", "F.to_timestamp(told(\"c\"), \"M/d/yyyy[ H:m[:s[.SSSSSS]]]\").alias(\"c\")")]
    [InlineData("timestamp_ntz", "MM/DD/YYYY", "timestamp_ntz", "F.to_timestamp_ntz(told(\"c\"), F.lit(\"M/d/yyyy[ H:m[:s[.SSSSSS]]]\")).alias(\"c\")")]
    [InlineData("timestamp_ntz", "YYYY-MM-DD AM/PM", "timestamp", "F.to_timestamp(told(\"c\"), \"yyyy-M-d[ h:m[:s[.SSSSSS]][ ]a][ H:m[:s[.SSSSSS]]]\").alias(\"c\")")]
    [InlineData("timestamp_ntz", null, "date", "told(\"c\").cast(\"timestamp_ntz\").cast(\"date\").alias(\"c\")")]
    [InlineData("timestamp", null, "timestamp", "told(\"c\").cast(\"timestamp\").alias(\"c\")")]
    public void Parsed_AColumnAsItWasFound_IsParsedInItsForm(string found, string? form, string planned, string code) =>
        Assert.Equal(code, TextParsing.Parsed(new SourceColumn("c", TypeNames.Parse(found)!, form, IsRenamed: false), TypeNames.Parse(planned)!));
}
