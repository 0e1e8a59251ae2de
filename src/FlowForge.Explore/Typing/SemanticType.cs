namespace FlowForge.Explore.Typing;

/// <summary>What a column means.</summary>
public enum SemanticType
{
    /// <summary>No value at all.</summary>
    Empty,

    /// <summary>One value on every row.</summary>
    Constant,
    Identifier,

    /// <summary>What is to be predicted.</summary>
    Target,
    Binary,
    NumericContinuous,
    NumericDiscrete,
    Currency,
    Percentage,
    CategoricalNominal,
    CategoricalOrdinal,

    /// <summary>Categories that begin again after the last: months, weekdays, hours.</summary>
    CategoricalCyclical,
    Datetime,
    Year,
    Email,
    Phone,
    Uuid,
    Zip,
    Url,
    IpAddress,
    Iban,
    CardNumber,
    PersonName,
    Address,
    CountryCode,
    CurrencyCode,
    Latitude,
    Longitude,

    /// <summary>Short coded values that are no key: article codes, licence plates.</summary>
    Code,
    Json,
    Text,

    /// <summary>Lists, structs, blobs, times of day.</summary>
    Other,
}

public static class SemanticTypes
{
    extension(SemanticType type)
    {
        /// <summary>In snake case, as findings have it.</summary>
        public string Word => Words.Snake(type.ToString());

        public bool IsCategory => type is SemanticType.CategoricalNominal or SemanticType.CategoricalOrdinal or SemanticType.CategoricalCyclical or SemanticType.Binary or SemanticType.CountryCode or SemanticType.CurrencyCode;

        public bool IsMeasure => type is SemanticType.NumericContinuous or SemanticType.NumericDiscrete or SemanticType.Currency or SemanticType.Percentage;

        /// <summary>Whether values tell who a person is, or how to reach one.</summary>
        public bool IsPersonal => type is SemanticType.Email or SemanticType.Phone or SemanticType.PersonName or SemanticType.Address or SemanticType.Iban or SemanticType.CardNumber or SemanticType.IpAddress;
    }

    /// <summary>The type of a word; null when there is none.</summary>
    public static SemanticType? Find(string word) =>
        Enum.GetValues<SemanticType>().Where(type => type.Word == word).Select(type => (SemanticType?)type).FirstOrDefault();
}

/// <summary>A guess at a column's meaning, and what it rests on.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record TypeGuess(SemanticType Type, double Confidence, IReadOnlyList<string> Evidence);

/// <summary>A column's meaning: the best guess, and others that have something for them.</summary>
/// <param name="IsOverridden">A person said so.</param>
public sealed record ColumnTyping(TypeGuess Best, IReadOnlyList<TypeGuess> Alternatives, bool IsOverridden = false)
{
    public SemanticType Type => Best.Type;
}
