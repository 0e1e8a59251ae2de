using FlowForge.Cli.Settings;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli.Tests.Settings;

public sealed class SettingsResolverTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("flowforge-settings-").FullName;
    private readonly Dictionary<string, string> _flags = [];
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Resolve_NothingSet_IsTheDefault()
    {
        ResolvedSettings settings = Resolve();
        Assert.Equal(1_000_000_000, settings.Get(SettingsTable.MaxFileSize));
        Assert.All(settings.Values, value => Assert.Equal(Origin.Default, value.Origin));
        Assert.Empty(settings.Findings);
    }

    [Fact]
    public void Resolve_SetEverywhere_TheFirstOfTheListWins()
    {
        string wins() => Resolve().Get(SettingsTable.Compression);
        Write("home/.flowforge/config.yaml", "convert: {compression: gzip}");
        Assert.Equal("gzip", wins());
        Write("work/flowforge.yaml", "convert: {compression: none}");
        Assert.Equal("none", wins());
        _environment["FLOWFORGE_COMPRESSION"] = "zstd";
        Assert.Equal("zstd", wins());
        _flags["--compression"] = "snappy";
        Assert.Equal("snappy", wins());
    }

    [Fact]
    public void Resolve_ProjectFileAbove_IsFoundWithItsPlace()
    {
        Write("work/flowforge.yaml", "# ours\nconvert:\n  row_group_rows: 50_000\n");
        Directory.CreateDirectory(Path.Combine(_root, "work/deep/er"));
        ResolvedSettings settings = Resolve("work/deep/er");
        Assert.Equal(50_000, settings.Get(SettingsTable.RowGroupRows));
        Assert.Equal($"file {Path.Combine(_root, "work/flowforge.yaml")}:3:19", settings.Values.Single(value => value.Setting == SettingsTable.RowGroupRows).OriginText);
    }

    [Fact]
    public void Resolve_UnknownKeys_AreAllFoundWithWhatWasMeant()
    {
        Write("work/flowforge.yaml", "convert:\n  compresion: zstd\nconvrt:\n  x: 1\nrun:\n  zzzzzzzz: 1\n");
        IReadOnlyList<Diagnostic> findings = Resolve().Findings;
        Assert.Equal([(2, 3), (3, 1), (6, 3)], findings.Select(finding => ((int)finding.Where.Line!, (int)finding.Where.Column!)));
        Assert.Contains("'convert.compression'", findings[0].Hint, StringComparison.Ordinal);
        Assert.Contains("'convert'", findings[1].Hint, StringComparison.Ordinal);
        Assert.Contains("config.md", findings[2].Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("convert: {row_group_rows: 5}", "2,048")]
    [InlineData("convert: {max_file_size: huge}", "1000MB")]
    [InlineData("convert: {compression: [zstd]}", "a list")]
    [InlineData("databricks: {host: 'ftp://x'}", "https://")]
    [InlineData("convert: 5", "'5'")]
    [InlineData("- a\n- b", "a list")]
    [InlineData("convert: {compression: zstd", "not YAML")]
    [InlineData("run: {threads: 1, threads: 2}", "not YAML")]
    public void Resolve_WrongFile_IsAnErrorThatTells(string yaml, string words)
    {
        Write("work/flowforge.yaml", yaml);
        ResolvedSettings settings = Resolve();
        Assert.True(settings.HasErrors);
        Assert.Contains(words, settings.Findings[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith(Path.Combine(_root, "work/flowforge.yaml") + ":", settings.Findings[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment")]
    [InlineData("convert:\n")]
    public void Resolve_FileWithNothingInIt_IsFine(string yaml)
    {
        Write("work/flowforge.yaml", yaml);
        Assert.Empty(Resolve().Findings);
    }

    [Fact]
    public void Resolve_SecretInAProjectFile_IsWarnedOfAndNeverShown()
    {
        Write("work/flowforge.yaml", "databricks: {token: dapi-secret}");
        _environment["FLOWFORGE_THREADS"] = "none";
        ResolvedSettings settings = Resolve();
        Assert.Contains(settings.Findings, finding => finding.Id == "config-secret-in-project" && finding.Severity == Severity.Warning);
        Assert.DoesNotContain(settings.Findings, finding => finding.ToString().Contains("dapi-secret", StringComparison.Ordinal));
        Assert.Equal("********", settings.Values.Single(value => value.Setting.IsSecret).Shown);
        Assert.Equal("dapi-secret", settings.Get(SettingsTable.DatabricksToken));
    }

    [Fact]
    public void Get_LiftedLimit_IsNull()
    {
        _flags["--max-file-size"] = "none";
        Assert.Null(Resolve().Get(SettingsTable.MaxFileSize));
    }

    [Fact]
    public void Get_HostWithoutScheme_IsHttps()
    {
        _environment["DATABRICKS_HOST"] = "adb-1.2.azuredatabricks.net/";
        Assert.Equal("https://adb-1.2.azuredatabricks.net/", Resolve().Get(SettingsTable.DatabricksHost)!.ToString());
    }

    [Fact]
    public void Table_EveryDefaultWithAValue_IsAccepted() =>
        Assert.All(SettingsTable.All.Where(setting => setting.DefaultValue is not null), setting => Assert.True(setting.IsValid(setting.DefaultValue!), setting.Name));

    private ResolvedSettings Resolve(string folder = "work")
    {
        Directory.CreateDirectory(Path.Combine(_root, folder));
        return SettingsResolver.Resolve(new SettingsSources(_flags, _environment.GetValueOrDefault, Path.Combine(_root, folder), Path.Combine(_root, "home")));
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
