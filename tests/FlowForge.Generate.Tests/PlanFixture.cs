using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Generate.Tests;

/// <summary>The plans of these tests, read and checked with the columns that they declare.</summary>
internal static class PlanFixture
{
    internal static string Root { get; } = Upwards(AppContext.BaseDirectory, folder => File.Exists(Path.Combine(folder, "FlowForge.slnx")) ? folder : null)
        ?? throw new InvalidOperationException("The tests do not lie inside the repository they were built from.");

    internal static IReadOnlyList<string> Names { get; } = [.. Directory.EnumerateFiles(Folder("Plans"), "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    internal static GenerateOptions Options { get; } = new() { Catalog = "main", Schema = "shop", Version = "1.2.3" };

    internal static CheckedPlan Load(string name) => Check(File.ReadAllText(Path.Combine(Folder("Plans"), name + ".yaml")), name);

    internal static CheckedPlan Check(string yaml, string name)
    {
        PlanReadResult read = PlanReader.Read(PlanYaml.Read(yaml, name), name);
        Assert.Empty(read.Findings);
        CheckedPlan plan = PlanChecker.Check(read.Plan, DeclaredSchemas.Instance, name);
        Assert.Empty(plan.Findings.Select(finding => finding.ToString()));
        return plan;
    }

    /// <summary>A folder of this test project.</summary>
    internal static string Folder(string name) => Path.Combine(Root, "tests", "FlowForge.Generate.Tests", name);

    /// <summary>A file or folder below <c>shared</c> beside the repository.</summary>
    /// <exception cref="FileNotFoundException">It is not there: a run without it has tested nothing.</exception>
    internal static string Shared(string name) => Upwards(Root, folder => Path.Exists(Path.Combine(folder, "shared", name)) ? Path.Combine(folder, "shared", name) : null)
        ?? throw new FileNotFoundException($"../shared/{name} is not there.");

    private static string? Upwards(string start, Func<string, string?> find)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (find(folder.FullName) is { } found)
                return found;
        return null;
    }

    private sealed class DeclaredSchemas : ISchemaSource
    {
        internal static DeclaredSchemas Instance { get; } = new();

        public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => source.Columns.Count == 0 ? null : [.. source.Columns.Select(column => new Column(column.Name.Text, column.Value))];

        public IReadOnlyList<Column>? ColumnsOf(TableName table) => null;
    }
}
