using System.Text;
using FlowForge.Cli.Settings;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Reference;

/// <summary>Writes docs/reference/config.md from the table of settings, so that the page and the program cannot differ.</summary>
internal static class ConfigReference
{
    private const string Head = """
        # Configuration

        A value comes from the first of these that has one:

        1. an option on the command line,
        2. an environment variable,
        3. the project file `flowforge.yaml`, in the working folder or the nearest folder above it,
        4. the user's file `~/.flowforge/config.yaml`,
        5. the default.

        `flowforge config show` tells every value and where it comes from; secrets are masked. An unknown key or a value out of
        range ends the command with exit code 2, and the message names file, line and column.

        ```yaml
        run:
          temp_directory: /scratch
          threads: 8
        convert:
          max_file_size: 20GB
          compression: zstd
        lakehouse:
          root: lakehouse
        databricks:
          host: https://adb-1234567890123456.7.azuredatabricks.net
        ```

        A project's file also names its sources, as a [plan](plan-sources.md) does; relative paths start at the file's folder.
        `flowforge explore` without an INPUT explores them.

        ```yaml
        sources:
          claims: raw/claims.ndjson
          customers:
            path: raw/customers-*.csv
            options: { delimiter: ";" }
            columns: { postcode: string }
        ```

        Sizes take `kB MB GB TB` (thousands) and `KiB MiB GiB TiB` (1,024s); a bare number is bytes.

        """;

    public static string Render()
    {
        var page = new StringBuilder(Head).AppendLine();
        foreach (IGrouping<string, Setting> group in SettingsTable.All.GroupBy(setting => setting.Name.Split('.')[0]))
        {
            page.AppendLine($"## {group.Key}").AppendLine();
            foreach (Setting setting in group) Write(page, setting);
        }

        WriteStores(page);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Write(StringBuilder page, Setting setting)
    {
        page.AppendLine($"### {setting.Name}").AppendLine();
        page.AppendLine($"{setting.Doc}{(setting.IsSecret ? " A secret: masked wherever it is shown." : "")}").AppendLine();
        page.AppendLine($"- Option: {(setting.Flag is null ? "none" : $"`{setting.Flag}`")}");
        page.AppendLine($"- Environment: `{setting.Variable}`");
        page.AppendLine($"- Accepts: {setting.Accepts}");
        page.AppendLine($"- Default: {setting.DefaultText}").AppendLine();
    }

    private static void WriteStores(StringBuilder page)
    {
        page.AppendLine("## Cloud storage").AppendLine();
        page.AppendLine("Credentials of cloud stores come from the vendors' own variables and tools, never from configuration files.").AppendLine();
        page.AppendLine("| Variable | Meaning |").AppendLine("|---|---|");
        foreach ((string variable, string doc) in StorageVariables.All) page.AppendLine($"| `{variable}` | {doc} |");
        page.AppendLine("| `FLOWFORGE_DEBUG` | `1`: errors come with their trace. |");
    }
}
