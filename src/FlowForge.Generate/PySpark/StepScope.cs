using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Generate.PySpark.Sources;

namespace FlowForge.Generate.PySpark;

/// <summary>What the steps of one table are written with, and what they need of their notebook.</summary>
internal sealed class StepScope(CheckedPlan plan, CheckedTable table, TablePlaces places, GenerateOptions options, StepSetting setting)
{
    private readonly Dictionary<TableName, string> _tables = [];

    internal CheckedPlan Checked => plan;

    internal Plan Plan => plan.Plan;

    internal PlanTable Table => table.Table;

    internal CheckedTable CheckedTable => table;

    internal TablePlaces Places => places;

    internal GenerateOptions Options => options;

    internal StepSetting Setting => setting;

    /// <summary>Tables that are read, with the Python names they have in the notebook, in the order in which they are first needed.</summary>
    internal IReadOnlyDictionary<TableName, string> Tables => _tables;

    /// <summary>The Python constant that holds a table's name.</summary>
    internal string Constant(PlanText reference)
    {
        TableName name = places.Resolve(reference);
        if (_tables.TryGetValue(name, out string? known)) return known;
        string word = Py.Identifier($"{name.Schema}_{name.Table}").ToUpperInvariant();
        string constant = word;
        for (int i = 2; _tables.ContainsValue(constant) || s_taken.Contains(constant); i++) constant = $"{word}_{i}";
        return _tables[name] = constant;
    }

    /// <summary>The columns of a table as the steps of this plan see it.</summary>
    internal RowSchema SchemaOf(PlanText reference) => plan.Find(places.Resolve(reference))?.Schema ?? RowSchema.Open;

    /// <summary>Whether steps of the table set rows aside.</summary>
    internal bool HasQuarantine => SourceCode.SetsAside(this) || Table.Steps.Any(step =>
        step is Cast { OnError: CastError.Quarantine } or Incremental { Late: LateRows.Quarantine } or Expect { OnViolation: Violation.Quarantine } or Merge or Scd2);

    internal string IdOf(PlanStep step) => Table.IdOf(step);

    // Constants that a notebook has for itself.
    private static readonly HashSet<string> s_taken = ["TARGET", "QUARANTINE", "FITTED", "RUNS", "APP_ID", "AUDIT", "F"];
}
