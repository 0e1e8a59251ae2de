using FlowForge.Core.Plans;

namespace FlowForge.Generate.Lakeflow;

/// <summary>The order of pipelines and notebooks: a pipeline is updated whole, so tables that need a notebook's rows are in a later pipeline than those that it reads.</summary>
internal sealed class Stages
{
    private readonly Dictionary<TableName, int> _stage = [];
    private readonly Dictionary<TableName, Dataset> _datasets;

    internal Stages(IReadOnlyList<Dataset> datasets)
    {
        _datasets = datasets.ToDictionary(one => one.Table.Table.Address);
        foreach (Dataset one in datasets)
            _stage[one.Table.Table.Address] = one.Table.Needs.Select(need => _stage[need] + (one.IsDeclared && !_datasets[need].IsDeclared ? 1 : 0)).DefaultIfEmpty(one.IsDeclared ? 1 : 0).Append(one.IsDeclared ? 1 : 0).Max();
        // Stages without a pipeline of their own are none.
        int[] used = [.. datasets.Where(one => one.IsDeclared).Select(one => _stage[one.Table.Table.Address]).Distinct().Order()];
        Pipelines = [.. used.Select((stage, i) => new Pipeline(i + 1, used.Length, [.. datasets.Where(one => one.IsDeclared && _stage[one.Table.Table.Address] == stage)]))];
    }

    /// <summary>In the order in which they are updated.</summary>
    internal IReadOnlyList<Pipeline> Pipelines { get; }

    /// <summary>The pipeline that makes a table; null for one of a notebook.</summary>
    internal Pipeline? PipelineOf(TableName table) => Pipelines.FirstOrDefault(pipeline => pipeline.Tables.Any(one => one.Table.Table.Address == table));
}

/// <summary>Tables that are updated together.</summary>
/// <param name="Number">From 1.</param>
internal sealed record Pipeline(int Number, int Of, IReadOnlyList<Dataset> Tables)
{
    /// <summary>A name with a number where there are several.</summary>
    internal string Named(string name) => Of == 1 ? name : $"{name}_{Number}";
}
