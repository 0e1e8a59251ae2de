using System.CommandLine;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Cli.Tables;

/// <summary><c>flowforge table describe NAME</c>: schema, properties, features, size.</summary>
internal sealed class TableDescribeCommand : TableCommand
{
    private readonly Option<long?> _version = new("--version-as-of") { Description = "Describe an older version.", HelpName = "N" };

    public TableDescribeCommand(Shell shell) : base(shell, "describe", "Tells a table's columns, partitions, constraints, properties, features, files and version.") => AddTableOptions(_version);

    protected override int Run(ParseResult parsed, TableTarget target, TableWork work, CancellationToken cancellationToken)
    {
        var table = TableDescription.Of(parsed.GetValue(_version) is { } version ? target.Table.At(version, cancellationToken) : target.Table.Latest(cancellationToken), target.Name is null ? null : UnityName.ToSql(target.Name));
        if (WantsJson(parsed)) Shell.WriteJson(table, CliJson.Relaxed.TableDescription);
        else Write(table);
        return ExitCodes.Done;
    }

    private void Write(TableDescription table)
    {
        Shell.Out.WriteLine(table.Name ?? table.Location);
        var facts = new TextTable();
        facts.Add("location:", table.Location);
        if (table.Description is { Length: > 0 } description) facts.Add("description:", description);
        facts.Add("version:", $"{table.Version:N0}");
        if (table.Created is { } created) facts.Add("created:", created.ToString("yyyy-MM-dd HH:mm:ss'Z'"));
        facts.Add("rows:", table.Rows?.ToString("N0") ?? "not in the statistics");
        facts.Add("files:", $"{table.Files:N0}, {ByteSize.Round(table.Bytes)}");
        if (table.PartitionedBy.Count > 0) facts.Add("partitioned by:", string.Join(", ", table.PartitionedBy));
        facts.Add("protocol:", $"reader {table.MinReaderVersion}, writer {table.MinWriterVersion}");
        if (table.Features.Count > 0) facts.Add("features:", string.Join(", ", table.Features));
        foreach ((string name, string condition) in table.Constraints) facts.Add("constraint:", $"{name}: {condition}");
        foreach ((string name, string value) in table.Properties) facts.Add("property:", $"{name} = {value}");
        facts.WriteTo(Shell.Out, "  ");
        Shell.Out.WriteLine();
        var columns = new TextTable("COLUMN", "TYPE", "", "");
        foreach (ColumnDescription column in table.Columns) columns.Add(column.Name, column.Type, column.Nullable ? "" : "not null", column.Comment ?? "");
        columns.WriteTo(Shell.Out, "  ");
    }
}
