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

    private TypedDataset(DatasetProfile profile, Dictionary<string, ColumnTyping> typings) => (Profile, _typings) = (profile, typings);

    public DatasetProfile Profile { get; }

    public string Name => Profile.Name;

    public IReadOnlyList<ColumnProfile> Columns => Profile.Columns;

    public ColumnTyping TypingOf(ColumnProfile column) => _typings[column.Name];

    public SemanticType TypeOf(ColumnProfile column) => TypingOf(column).Type;

    public bool IsIdentifier(ColumnProfile column) => TypeOf(column) is SemanticType.Identifier or SemanticType.Uuid;

    /// <summary>The name of one of its things: customers → customer.</summary>
    public string Singular => Words.Singular(new Words(Name).All is [.., var last] ? last : Name);

    /// <summary>The dataset with columns that were found to refer to others: those are identifiers, whatever they are called. What people said stays.</summary>
    /// <param name="references">What each column refers to.</param>
    internal TypedDataset Referring(IReadOnlyDictionary<string, string> references)
    {
        var typings = new Dictionary<string, ColumnTyping>(_typings, StringComparer.OrdinalIgnoreCase);
        foreach ((string column, string parent) in references)
        {
            ColumnTyping guessed = typings[column];
            if (!guessed.IsOverridden && guessed.Type is not (SemanticType.Identifier or SemanticType.Uuid or SemanticType.Email))
                typings[column] = new ColumnTyping(new TypeGuess(SemanticType.Identifier, Math.Max(0.85, guessed.Best.Confidence), [$"refers to {parent}"]), [guessed.Best, .. guessed.Alternatives.Where(other => other.Type != SemanticType.Identifier)]);
        }
        return new TypedDataset(Profile, typings);
    }

    internal static string Sql(ColumnProfile column) => SqlName.Quote(column.Name);

    private static ColumnTyping Decide(ColumnProfile column, IReadOnlyDictionary<string, SemanticType>? overrides)
    {
        ColumnTyping guessed = new TypeRules(column).Decide();
        if (overrides is null || !overrides.TryGetValue(column.Name, out SemanticType type)) return guessed;
        return new ColumnTyping(new TypeGuess(type, 1, ["said in overrides"]), [guessed.Best, .. guessed.Alternatives.Where(other => other.Type != type)], IsOverridden: true);
    }
}
