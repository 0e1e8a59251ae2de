using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

internal sealed partial class StepSql
{
    public StepOutcome Visit(Ordinal step)
    {
        Column column = Find(step.Column);
        string branches = string.Concat(step.Order.Select((value, i) => $" WHEN {Q(column)} = {Expressions.Constant(value, column.Type)} THEN {i + 1}"));
        string place = branches.Length == 0 ? "NULL::INTEGER" : $"CASE{branches} END";
        Relation rows = Adding([new Computed(column.Name + step.Suffix, place, DataType.Integer)]);
        if (step.Unseen == UnseenOrdinal.Null) return rows;
        return new StepOutcome(rows)
        {
            Checks = [new StepCheck("unseen-category", $"SELECT {SqlName.Literal($"{column.Name} has a value that is not in the order: ")} || {Expressions.Text(column)} FROM ({input.Sql}) WHERE {Q(column)} IS NOT NULL AND {place} IS NULL LIMIT 1")],
            KeepsRows = true,
        };
    }

    public StepOutcome Visit(Cyclical step)
    {
        var added = new List<Computed>();
        foreach (Named<double> period in step.Periods)
        {
            string name = CyclicalNames.Of(period.Name.Text);
            string angle = $"2 * pi() * CAST({Value(name, period.Name).Sql} AS DOUBLE) / {FittedValues.Sql(period.Value)}";
            added.Add(new Computed($"{name}_sin", Wave("sin", angle), DataType.Double));
            added.Add(new Computed($"{name}_cos", Wave("cos", angle), DataType.Double));
        }
        return Adding(added);
    }

    // The engine refuses the sine of infinity; Spark has NaN for it.
    private static string Wave(string function, string angle) => $"CASE WHEN isinf({angle}) THEN 'NaN'::DOUBLE ELSE {function}({angle}) END";

    public StepOutcome Visit(Log step) => Numbers(FindAll(step.Columns), step.Suffix, column =>
    {
        string value = SparkName(column);
        return Expressions.Value("", step.With switch
        {
            Logarithm.Log1p => $"log1p({value})",
            Logarithm.Ln => $"ln({value})",
            Logarithm.Log10 => $"log10({value})",
        }, input.Columns).Sql;
    });

    private const int SplitParts = 10_000;

    public StepOutcome Visit(Split step)
    {
        double share = 0;
        var branches = new List<string>();
        string place = step.Time is { } time ? RankOf(Find(time)) : Expressions.Value("", $"pmod(xxhash64({string.Join(", ", FindAll(step.By).Select(SparkName))}, {step.Seed}), {SplitParts})", input.Columns).Sql;
        foreach (Named<double> one in step.Shares.SkipLast(1))
        {
            share += one.Value;
            string limit = step.Time is null ? $"{(long)Math.Round(share * SplitParts)}" : FittedValues.Sql(share);
            branches.Add($" WHEN {place} < {limit} THEN {SqlName.Literal(one.Name.Text)}");
        }
        string last = SqlName.Literal(step.Shares[^1].Name.Text);
        return Adding([new Computed(step.Into.Text, branches.Count == 0 ? last : $"CASE{string.Concat(branches)} ELSE {last} END", DataType.Varchar)]);
    }

    // Rows of one time have one rank, so they stay together.
    private static string RankOf(Column time) =>
        $"CASE WHEN {Q(time)} IS NOT NULL THEN (rank() OVER (ORDER BY {Q(time)} ASC NULLS LAST) - 1)::DOUBLE / count({Q(time)}) OVER () END";
}
