using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>What a write looked at before it decided what to do: others must not have changed it meanwhile.</summary>
internal sealed record ReadScope
{
    /// <summary>Rows are added whatever is there.</summary>
    internal static ReadScope Nothing { get; } = new();

    /// <summary>Files whose appearance matters; null: none.</summary>
    internal Func<DeltaAction.Add, bool>? Watches { get; private init; }

    internal static ReadScope Everything { get; } = Where(_ => true);

    internal static ReadScope Where(Func<DeltaAction.Add, bool> watches) => new() { Watches = watches };

    /// <summary>Rows that a predicate wants; files that cannot hold one do not matter.</summary>
    internal static ReadScope Of(DeltaPredicate? where, TableSchema schema) =>
        where is null ? Everything : Where(file => where.MayHold(new FileFacts(file, schema)));
}
