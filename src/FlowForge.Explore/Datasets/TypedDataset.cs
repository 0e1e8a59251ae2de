using FlowForge.Core.Schemas;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Datasets;

/// <summary>A measured dataset whose columns have a meaning.</summary>
public sealed class TypedDataset
{
    private readonly Dictionary<string, ColumnTyping> _typings;

    /// <param name="overrides">Meanings that a person gave, by column.</param>
    public TypedDataset(DatasetProfile profile, IReadOnlyDictionary<string, SemanticType>? overrides = null)
    {
        Profile = profile;
        _typings = profile.Columns.ToDictionary(column => column.Name, column => Decide(column, overrides), StringComparer.OrdinalIgnoreCase);
    }

    public DatasetProfile Profile { get; }

    public string Name => Profile.Name;

    public IReadOnlyList<ColumnProfile> Columns => Profile.Columns;

    public ColumnTyping TypingOf(ColumnProfile column) => _typings[column.Name];

    public SemanticType TypeOf(ColumnProfile column) => TypingOf(column).Type;

    public bool IsIdentifier(ColumnProfile column) => TypeOf(column) is SemanticType.Identifier or SemanticType.Uuid;

    /// <summary>The name of one of its things: customers → customer.</summary>
    public string Singular => Words.Singular(new Words(Name).All is [.., var last] ? last : Name);

    internal static string Sql(ColumnProfile column) => SqlName.Quote(column.Name);

    private static ColumnTyping Decide(ColumnProfile column, IReadOnlyDictionary<string, SemanticType>? overrides)
    {
        ColumnTyping guessed = new TypeRules(column).Decide();
        if (overrides is null || !overrides.TryGetValue(column.Name, out SemanticType type)) return guessed;
        return new ColumnTyping(new TypeGuess(type, 1, ["said in overrides"]), [guessed.Best, .. guessed.Alternatives.Where(other => other.Type != type)], IsOverridden: true);
    }
}
