using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Places;

namespace FlowForge.Storage.Tests.Places;

public sealed class LocationParserTests
{
    [Theory]
    [InlineData("orders.csv", typeof(StorageLocation.Local), "orders.csv")]
    [InlineData("/data/a:b.csv", typeof(StorageLocation.Local), "/data/a:b.csv")]
    [InlineData("2026-11-20T12:00:00.csv", typeof(StorageLocation.Local), "2026-11-20T12:00:00.csv")]
    [InlineData("-", typeof(StorageLocation.StandardInput), "")]
    [InlineData("file:///data/a%20b.csv", typeof(StorageLocation.Local), "/data/a b.csv")]
    [InlineData("/Volumes/c/s/v/in/a.csv", typeof(StorageLocation.Volume), "/Volumes/c/s/v/in/a.csv")]
    [InlineData("dbfs:/Volumes/c/s/v/a.csv", typeof(StorageLocation.Volume), "/Volumes/c/s/v/a.csv")]
    [InlineData("s3://bucket/in/a b.csv", typeof(StorageLocation.S3), "in/a b.csv")]
    [InlineData("s3a://bucket", typeof(StorageLocation.S3), "")]
    [InlineData("gs://bucket/a//b.csv", typeof(StorageLocation.Gcs), "a//b.csv")]
    [InlineData("abfss://raw@lake.dfs.core.windows.net/in/*.csv", typeof(StorageLocation.Adls), "in/*.csv")]
    public void Parse_KnownPlace_IsRead(string text, Type kind, string path)
    {
        StorageLocation location = LocationParser.Parse(text);
        Assert.IsType(kind, location);
        Assert.Equal(path, location.Path);
    }

    [Theory]
    [InlineData("dbfs:/tmp/a.csv", "DBFS root")]
    [InlineData("/Volumes/c/s", "catalog, schema and volume")]
    [InlineData("/Volumes/c/s/v/../../x", "catalog, schema and volume")]
    [InlineData("s3:///a.csv", "bucket")]
    [InlineData("s3:/bucket/a.csv", "bucket")]
    [InlineData("abfss://lake.dfs.core.windows.net/a.csv", "container and account")]
    [InlineData("wasbs://c@a.blob.core.windows.net/x", "retired")]
    [InlineData("https://example.com/a.csv", "Web addresses")]
    [InlineData("ftp://host/a.csv", "ftp://")]
    [InlineData("file://host/a.csv", "three slashes")]
    public void Parse_NotAPlace_SaysWhatToWriteInstead(string text, string words)
    {
        InputException wrong = Assert.Throws<InputException>(() => LocationParser.Parse(text));
        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
        Assert.NotNull(wrong.Diagnostic.Hint);
    }

    [Theory]
    [InlineData("s3://bucket/out", "a.parquet", "s3://bucket/out/a.parquet")]
    [InlineData("s3://bucket/out/", "t/a.parquet", "s3://bucket/out/t/a.parquet")]
    [InlineData("gs://bucket", "a.parquet", "gs://bucket/a.parquet")]
    public void Combine_FolderAndName_IsAPathBelow(string folder, string name, string expected) =>
        Assert.Equal(expected, LocationParser.Parse(folder).Combine(name).ToString());
}
