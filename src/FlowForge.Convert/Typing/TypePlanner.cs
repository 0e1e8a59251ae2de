using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Typing;

/// <summary>The columns of one table as they will be written.</summary>
/// <param name="Sure">True when every value was seen, so that none can contradict.</param>
internal sealed record TablePlan(SourceTable Source, IReadOnlyList<ColumnSpec> Columns, IReadOnlyList<Diagnostic> Notes, bool Sure, long RowsSeen);

/// <summary>Decides the types of a reader's tables: from their first rows, or from all of them.</summary>
/// <remarks>A type taken from the first rows is checked on every later value, so a wrong guess costs a second pass and never a value.</remarks>
internal sealed class TypePlanner(ReadOptions options, SchemaFile? schema, string inputName, int workers)
{
    /// <summary>As many rows as DuckDB's own sniffer takes by default.</summary>
    private const int SampleRows = 20_480;

    /// <summary>Plans from the first rows of each table.</summary>
    internal IReadOnlyList<TablePlan> Sample(TableReader reader, CancellationToken cancellationToken)
    {
        EvidenceRowWriter[] evidence = NewEvidence(reader, SampleRows);
        bool whole = true;
        foreach (Block block in reader.Blocks(cancellationToken))
        {
            using (block) reader.Read(block, evidence, cancellationToken);
            if (!Array.Exists(evidence, table => table.Rows >= SampleRows)) continue;
            whole = false;
            break;
        }
        return Decide(reader, evidence, whole);
    }

    /// <summary>Plans from all rows: one whole pass, in parallel where the reader has blocks.</summary>
    internal IReadOnlyList<TablePlan> Full(TableReader reader, CancellationToken cancellationToken)
    {
        EvidenceRowWriter[] total = NewEvidence(reader, long.MaxValue);
        var merging = new Lock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        var blocks = System.Collections.Concurrent.Partitioner.Create(reader.Blocks(cancellationToken), System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(blocks, parallel, () => NewEvidence(reader, long.MaxValue),
                (block, _, mine) =>
                {
                    using (block) reader.Read(block, mine, cancellationToken);
                    return mine;
                },
                mine =>
                {
                    lock (merging)
                        for (int i = 0; i < total.Length; i++)
                            total[i].Merge(mine[i]);
                });
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return Decide(reader, total, sure: true);
    }

    private EvidenceRowWriter[] NewEvidence(TableReader reader, long enough) =>
        [.. reader.Tables.Select(table => new EvidenceRowWriter(table, options.AllText, enough))];

    private TablePlan[] Decide(TableReader reader, EvidenceRowWriter[] evidence, bool sure) =>
        [.. reader.Tables.Select((table, i) => Decide(table, evidence[i], sure))];

    private TablePlan Decide(SourceTable table, EvidenceRowWriter evidence, bool sure)
    {
        string[] names = Names.OfColumns([.. table.Columns.Select(column => column.Name)]);
        TypeDecision[] decisions = [.. table.Columns.Select((column, i) => Decide(column, evidence.Columns[i]))];
        bool commasDecimal = Array.Exists(decisions, decision => decision.Form is TextForm.Number { Form.DecimalMark: (byte)',' });

        var notes = new List<Diagnostic>();
        var columns = new ColumnSpec[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            TypeDecision decision = decisions[i];
            if (decision.MayBeGrouped && commasDecimal)
                decision = TypeDecision.Varchar with { Doubt = "1.234 may mean 1234 here, where other columns write decimals with a comma, so the column stays text" };
            var where = new Location(inputName, Part: $"{table.Name}.{names[i]}");
            columns[i] = schema?.Find(table.Name, names[i]) is { } wanted ? wanted.For(names[i], decision.Form) : new ColumnSpec(names[i], decision.Type, decision.Form);
            if (decision.Doubt is not null && columns[i].Type == DataType.Varchar)
                notes.Add(new Diagnostic("ambiguous-column", Severity.Warning, where, $"{decision.Doubt}.", "Decide it in a schema file: --schema schema.yaml"));
            if (decision.NullTokens > 0)
                notes.Add(new Diagnostic("null-tokens", Severity.Info, where, "texts like NA or NULL were read as null.", Count: decision.NullTokens));
        }
        return new TablePlan(table, columns, notes, sure, evidence.Rows);
    }

    private TypeDecision Decide(SourceColumn column, ColumnWriter evidence)
    {
        if (options.AllText && column.Type is not (DataType.List or DataType.Struct or DataType.Map)) return TypeDecision.Varchar;
        if (column.Type is { } declared) return new TypeDecision(declared, TextForm.AsIs);
        return ((ColumnEvidence)evidence).Decide();
    }
}
