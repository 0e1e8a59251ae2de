using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Lineage;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What the steps of one table see of a run: sources, tables of the catalog, and what earlier runs left.</summary>
internal sealed class RunWorld(Plan plan, PlanTable table, ITableCatalog catalog, SourceFiles sources, RunState state, RunOptions options, WriterOptions writing, DuckDbConnection connection, CancellationToken cancellationToken) : IStepWorld, IDisposable
{
    private readonly List<DeltaRelation> _open = [];

    public string Origin => table.Steps[0] switch
    {
        Read read when Source(read.SourceName) is { } source => source.Path.Text,
        From from => from.Table.Text,
        _ => table.Name.Text,
    };

    public Relation Source(Read step)
    {
        PlanSource source = Known(step);
        return DeclaredColumns.Cast(sources.Read(source, cancellationToken).Rows, source, Expressions);
    }

    /// <summary>The source of a step as it was read: what could not be read of it, and what there is to say.</summary>
    internal SourceRows Found(Read step) => sources.Read(Known(step), cancellationToken);

    public Relation Table(PlanText reference, int? version = null, PlanText? where = null)
    {
        TableName name = Resolve(reference);
        DeltaTable found = catalog.Find(name) ?? throw new InputException("unknown-table", reference.Where ?? new Location(plan.Name), $"there is no table {name}.", plan.Find(name) is null ? null : "Run the plan's earlier layers first.");
        Delta.Snapshot snapshot = version is { } number ? found.At(number, cancellationToken) : found.Latest(cancellationToken);
        Relation rows = Rows(snapshot, where is null ? null : FilePruning.Of(Expressions.Typed(where, snapshot.Schema.Columns)));
        return options.InputRows is { } limit && plan.Find(name) is null ? rows.First(limit) : rows;
    }

    public PlanTable? Planned(PlanText reference) => plan.Find(Resolve(reference));

    public FittedValues Fitted(PlanStep step, Func<string> fit)
    {
        DeltaTable store = catalog.Place(table.Address with { Table = ColumnLineage.FittedName(table) });
        string id = table.IdOf(step), said = StepFingerprint.Of(step);
        string mine = $"step = {SqlName.Literal(id)} AND fingerprint = {SqlName.Literal(said)}";
        if (options.FullRefresh || !IsThere(store, mine))
        {
            string rows = $"SELECT {SqlName.Literal(id)} AS step, {SqlName.Literal(said)} AS fingerprint, {SqlName.Literal(step.Definition.Name)} AS kind, * FROM ({fit()})";
            Replace(store, rows, id);
        }
        return new FittedValues($"SELECT \"column\", name, key, value FROM ({Rows(store.Latest(cancellationToken)).Sql}) WHERE {mine}", connection);
    }

    public Relation Keys(SurrogateKey step, Relation rows)
    {
        DeltaTable store = catalog.Place(table.Address with { Table = $"_keys_{table.Name}_{step.Name}" });
        string number = SqlName.Quote(step.Name.Text);
        Column[] of = [.. step.Of.Select(name => rows.Find(name.Text)!)];
        string names = Relation.Names(of), order = string.Join(", ", of.Select(column => $"{SqlName.Quote(column.Name)} ASC NULLS FIRST"));
        var writer = new DeltaWriter(store, connection, writing);
        if (store.TryLatest(cancellationToken) is null) writer.Create(new NewTable { Rows = $"SELECT {names}, 0::BIGINT AS {number} FROM ({rows.Sql}) WHERE false" }, cancellationToken: cancellationToken);
        Relation there = Rows(store.Latest(cancellationToken));
        string same = string.Join(" AND ", of.Select(column => $"new.{SqlName.Quote(column.Name)} IS NOT DISTINCT FROM old.{SqlName.Quote(column.Name)}"));
        string fresh = $"SELECT {names} FROM (SELECT DISTINCT {names} FROM ({rows.Sql})) AS new WHERE NOT EXISTS (SELECT 1 FROM ({there.Sql}) AS old WHERE {same})";
        if (connection.Scalar<long>($"SELECT count(*) FROM ({fresh})", cancellationToken) > 0)
            writer.Append($"SELECT {names}, (SELECT coalesce(max({number}), 0) FROM ({there.Sql})) + row_number() OVER (ORDER BY {order}) AS {number} FROM ({fresh})", cancellationToken: cancellationToken);
        return new Relation($"SELECT {names}, {number} AS __number FROM ({Rows(store.Latest(cancellationToken)).Sql})", [.. of, new Column("__number", DataType.BigInt)]);
    }

    public string? Watermark(Incremental step) => options.FullRefresh ? null : state.Watermark(table.Address, table.IdOf(step));

    public string Secret(PlanText reference) => !reference.Text.StartsWith("secret:", StringComparison.Ordinal) ? reference.Text
        : options.Secrets is { } secrets ? secrets(reference.Text)
        : throw new InputException("secret-missing", reference.Where ?? new Location(plan.Name), $"'{reference}' is a secret, and no secrets are at hand here.");

    public void Dispose()
    {
        foreach (DeltaRelation relation in _open) relation.Dispose();
    }

    internal Relation Rows(Delta.Snapshot snapshot, DeltaPredicate? where = null)
    {
        DeltaRelation rows = snapshot.Read(new ReadRequest { Where = where });
        _open.Add(rows);
        return new Relation(rows.Sql, snapshot.Schema.Columns, IsStored: true);
    }

    private StepExpressions Expressions { get; } = new(connection, new Core.Expressions.Typing.ExpressionSettings(plan.Settings.Ansi, plan.Settings.TimeZone));

    private PlanSource? Source(PlanText name) => plan.Sources.FirstOrDefault(source => source.Name.Text.Equals(name.Text, StringComparison.OrdinalIgnoreCase));

    private PlanSource Known(Read step) => Source(step.SourceName) ?? throw new InputException("unknown-source", step.SourceName.Where ?? new Location(plan.Name), $"there is no source '{step.SourceName}'.");

    private TableName Resolve(PlanText reference) => reference.Text.Split('.') switch
    {
        [var schema, var name] => new TableName(plan.Settings.Catalog, schema, name),
        [var of, var schema, var name] => new TableName(of, schema, name),
        _ => throw new InputException("plan-table-name", reference.Where ?? new Location(plan.Name), $"'{reference}' is not a table's name."),
    };

    private bool IsThere(DeltaTable store, string mine) =>
        store.TryLatest(cancellationToken) is { } latest && connection.Scalar<long>($"SELECT count(*) FROM ({Rows(latest).Sql}) WHERE {mine}", cancellationToken) > 0;

    private void Replace(DeltaTable store, string rows, string step)
    {
        var writer = new DeltaWriter(store, connection, writing);
        if (store.TryLatest(cancellationToken) is null) writer.Create(new NewTable { Rows = $"SELECT * FROM ({rows}) WHERE false" }, cancellationToken: cancellationToken);
        writer.Overwrite(rows, new Overwritten.Matching(new DeltaPredicate.Compare("step", Comparison.Equal, step)), cancellationToken: cancellationToken);
    }
}
