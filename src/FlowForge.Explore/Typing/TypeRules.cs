using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;

namespace FlowForge.Explore.Typing;

/// <summary>Guesses a column's meaning from its values, and from its name where the values allow it. Pure: same profile, same answer.</summary>
internal sealed class TypeRules(ColumnProfile column)
{
    /// <summary>A form that fewer values have does not make the column's type.</summary>
    private const double FormShare = 0.8;

    private const double SurelyNumber = 0.86;

    private const int MostCategories = 50;
    private const double CategoryShare = 0.05;
    private const int FewNumbers = 20;

    private readonly Words _name = new(column.Name);

    private double DistinctShare => column.Values == 0 ? 0 : (double)column.Distinct / column.Values;

    private bool IsSmallSet => column.DistinctIsExact && column.Distinct <= MostCategories && (DistinctShare <= CategoryShare || column.Distinct <= 20 && DistinctShare <= 0.2 || column.Distinct <= 12 && DistinctShare <= 0.5);

    internal ColumnTyping Decide()
    {
        TypeGuess[] guesses = [.. Guesses().GroupBy(guess => guess.Type).Select(same => same.MaxBy(guess => guess.Confidence)!).OrderByDescending(guess => guess.Confidence).ThenBy(guess => guess.Type)];
        return new ColumnTyping(guesses[0], [.. guesses.Skip(1).Where(guess => guess.Confidence >= 0.3).Take(3)]);
    }

    private IEnumerable<TypeGuess> Guesses()
    {
        if (column.Values == 0) return [Guess(SemanticType.Empty, 1, "no value")];
        if (column.Distinct == 1 && column.DistinctIsExact) return [Guess(SemanticType.Constant, column.Values > 1 ? 0.99 : 0.6, $"one value: {(column.Top is [var only, ..] ? only.Value : column.Min)}")];
        return column.Kind switch
        {
            ColumnKind.Boolean => [Guess(SemanticType.Binary, 0.99, "true and false")],
            ColumnKind.Date or ColumnKind.Timestamp => [Guess(SemanticType.Datetime, 0.99, $"stored as {column.Type}")],
            ColumnKind.Integer => OfIntegers().Concat(OfNumbers()),
            ColumnKind.Decimal or ColumnKind.Float => OfNumbers(),
            ColumnKind.Text => OfTexts(),
            ColumnKind.Other => [Guess(SemanticType.Other, 0.9, $"stored as {column.Type}")],
        };
    }

    private IEnumerable<TypeGuess> OfIntegers()
    {
        NumberProfile? number = column.Number;
        bool named = _name.HasAny(NameWords.StrictIdentifier), loosely = _name.HasAny(NameWords.Identifier);
        if (named) yield return Guess(SemanticType.Identifier, column.IsUnique ? 0.98 : 0.9, $"the name says {_name.All.First(NameWords.StrictIdentifier.Contains)}", column.IsUnique ? "each value once" : $"{column.Distinct:N0} different whole numbers");
        else if (loosely && DistinctShare > 0.5 && !_name.HasAny(NameWords.Count)) yield return Guess(SemanticType.Identifier, 0.75, "the name says so", "nearly all values differ");
        else if (column.IsUnique && column.Order is ValueOrder.StrictlyAscending or ValueOrder.StrictlyDescending && column.Rows >= 20 && IsDense(number))
            yield return Guess(SemanticType.Identifier, 0.7, "counts the rows up without gaps");
        if (number is null) yield break;

        if (_name.HasAny(NameWords.Year) && number.Min >= 1900 && number.Max <= 2100) yield return Guess(SemanticType.Year, 0.95, "whole numbers from 1900 to 2100", "the name says year");
        if (_name.HasAny(NameWords.Zip)) yield return Guess(SemanticType.Zip, 0.9, "the name says so", "whole numbers");
        if (_name.HasAny(NameWords.Phone) && number.Min >= 1e6) yield return Guess(SemanticType.Phone, 0.9, "the name says so", "at least 7 digits");
        if (column.DistinctIsExact && column.Distinct == 2)
        {
            bool isFlag = number is { Min: 0, Max: 1 };
            yield return Guess(SemanticType.Binary, isFlag ? 0.97 : 0.7, isFlag ? "0 and 1" : $"two values: {number.Min:R} and {number.Max:R}");
        }
        if (Cycle(number) is { } cycle) yield return Guess(SemanticType.CategoricalCyclical, 0.9, $"whole numbers from {number.Min:R} to {number.Max:R}", $"the name says {cycle}");
        if (_name.HasAny(NameWords.Rank) && column.DistinctIsExact && column.Distinct <= 11 && number.Min >= 0 && number.Max <= 10) yield return Guess(SemanticType.CategoricalOrdinal, 0.8, $"{column.Distinct} steps", "the name says rank");
        if (IsSmallSet && _name.HasAny(NameWords.Identifier) && !named && !_name.HasAny(NameWords.Count)) yield return Guess(SemanticType.CategoricalNominal, 0.7, "the name says code", $"{column.Distinct} different values");
    }

    private IEnumerable<TypeGuess> OfNumbers()
    {
        if (column.Number is not { } number)
        {
            yield return Guess(SemanticType.NumericContinuous, 0.5, "numbers without a finite value");
            yield break;
        }
        if (_name.HasAny(NameWords.Latitude) && number.Quantiles[0] >= -90 && number.Quantiles[^1] <= 90) yield return Guess(SemanticType.Latitude, 0.95, "from -90 to 90", "the name says latitude");
        if (_name.HasAny(NameWords.Longitude) && number.Quantiles[0] >= -180 && number.Quantiles[^1] <= 180 && column.Kind != ColumnKind.Integer) yield return Guess(SemanticType.Longitude, 0.95, "from -180 to 180", "the name says longitude");
        if (_name.HasAny(NameWords.Percentage) && number.Quantiles[0] >= 0 && number.Quantiles[^1] <= 100) yield return Guess(SemanticType.Percentage, NameWords.Percentage.Contains(_name.All[^1]) ? 0.9 : 0.85, number.Quantiles[^1] <= 1 ? "from 0 to 1" : "from 0 to 100", "the name says share");
        bool isMoney = _name.HasAny(NameWords.Money);
        if (isMoney) yield return Guess(SemanticType.Currency, column.Kind == ColumnKind.Integer ? 0.75 : 0.88, "numbers", "the name says money");
        bool isWhole = number.Fractions == 0;
        if (!isWhole) yield return Guess(SemanticType.NumericContinuous, 0.8, $"{Share(number.Fractions)} of the values have a fraction");
        else if (column.DistinctIsExact && column.Distinct <= FewNumbers) yield return Guess(SemanticType.NumericDiscrete, 0.68, $"{column.Distinct} different whole numbers");
        else yield return Guess(column.Distinct > 100 ? SemanticType.NumericContinuous : SemanticType.NumericDiscrete, 0.65, $"{column.Distinct:N0} different whole numbers");
    }

    private IEnumerable<TypeGuess> OfTexts()
    {
        TextProfile text = column.Text!;
        foreach ((SemanticType type, ValueForm[] forms, double sure) in FormTypes.All)
        {
            double share = ShareOf(text, forms);
            if (type == SemanticType.NumericContinuous && IsDigitCode(text)) yield return Guess(SemanticType.Code, 0.8, "digits with zeros before them: no number");
            // Few different whole numbers may be codes; what has decimals or thousands is meant as a number.
            else if (share >= FormShare) yield return Guess(type, (type == SemanticType.NumericContinuous && text.CountOf(forms) > text.CountOf(ValueForm.Integer) ? SurelyNumber : sure) * Math.Min(1, share + 0.05), $"{share:P1} of the values look like it");
        }
        double words = ShareOf(text, ValueForm.Word, ValueForm.Text), codes = ShareOf(text, ValueForm.Code, ValueForm.Integer, ValueForm.Uuid, ValueForm.Word);
        if (_name.HasAny(NameWords.Zip) && text.MaxLength <= 12) yield return Guess(SemanticType.Zip, 0.92, "the name says so", $"{text.MinLength} to {text.MaxLength} characters");
        if (_name.HasAny(NameWords.Phone) && ShareOf(text, ValueForm.Phone, ValueForm.Integer, ValueForm.Code, ValueForm.CardNumber) > 0.5) yield return Guess(SemanticType.Phone, 0.9, "the name says so", "digits");
        if (_name.HasAny(NameWords.Country) && text.MaxLength - text.MinLength <= 1 && text.MaxLength is 2 or 3) yield return Guess(SemanticType.CountryCode, 0.93, "the name says so", $"{text.MaxLength} letters");
        if (_name.HasAny(NameWords.CurrencyCode) && text is { MinLength: 3, MaxLength: 3 }) yield return Guess(SemanticType.CurrencyCode, 0.95, "the name says so", "3 letters");
        bool looksLikeId = codes >= FormShare && text.MaxLength <= 64;
        // 1267-000001 is built like a telephone number; its name tells what it is.
        if (_name.HasAny(NameWords.StrictIdentifier) && ShareOf(text, ValueForm.Code, ValueForm.Integer, ValueForm.Phone, ValueForm.CardNumber) >= FormShare) looksLikeId = true;
        if (_name.HasAny(NameWords.StrictIdentifier) && looksLikeId) yield return Guess(SemanticType.Identifier, column.IsUnique ? 0.97 : 0.91, "the name says so", column.IsUnique ? "each value once" : $"{column.Distinct:N0} different values");
        else if (_name.HasAny(NameWords.Identifier) && looksLikeId && DistinctShare > 0.5) yield return Guess(SemanticType.Identifier, 0.82, "the name says so", "nearly all values differ");
        else if (column.IsUnique && ShareOf(text, ValueForm.Code, ValueForm.Integer) >= 0.95 && text.MaxLength <= 40 && column.Rows >= 20) yield return Guess(SemanticType.Identifier, 0.7, "each value once", "looks like a code");
        if (ShareOf(text, ValueForm.Code) >= FormShare && !IsSmallSet) yield return Guess(SemanticType.Code, 0.6, "letters and digits without a blank");
        if (IsPersonName(words)) yield return Guess(SemanticType.PersonName, 0.84, "the name says so", "words");
        if (_name.HasAny(NameWords.Address) && words + ShareOf(text, ValueForm.Code) > 0.5 && !_name.HasAny(NameWords.StrictIdentifier)) yield return Guess(SemanticType.Address, 0.85, "the name says so", "words");
        foreach (TypeGuess category in OfCategories(text)) yield return category;
        yield return Guess(SemanticType.Text, IsSmallSet ? 0.3 : 0.55, $"{column.Distinct:N0} different texts, {text.MeanLength:N0} characters on average");
    }

    private IEnumerable<TypeGuess> OfCategories(TextProfile text)
    {
        if (!IsSmallSet || text.MaxLength > 100) yield break;
        if (column.Distinct == 2) yield return Guess(SemanticType.Binary, ShareOf(text, ValueForm.Boolean) > 0.95 ? 0.96 : 0.8, $"two values: {string.Join(", ", column.Top.Select(value => value.Value))}");
        // Spellings that differ by case and blanks are one category each.
        if (column.Top.Count == column.Distinct && KnownScale.Find(column.Top) is { } scale) yield return Guess(scale.IsCyclical ? SemanticType.CategoricalCyclical : SemanticType.CategoricalOrdinal, 0.9, $"all values are of the scale '{scale.Name}'");
        yield return Guess(SemanticType.CategoricalNominal, column.Distinct == 2 ? 0.6 : 0.78, $"{column.Distinct} different values in {column.Values:N0} rows");
    }

    // 0123 and 123 are different codes and one number.
    private static bool IsDigitCode(TextProfile text) =>
        ShareOf(text, ValueForm.Integer) >= FormShare && text.CountOf(ValueForm.Number, ValueForm.CommaNumber, ValueForm.GroupedNumber, ValueForm.Money, ValueForm.CommaMoney) == 0 && text.Forms.First(form => form.Form == ValueForm.Integer).Example is ['0', _, ..];

    private bool IsPersonName(double words)
    {
        if (!_name.HasAny(NameWords.PersonName) || words < FormShare || _name.HasAny(NameWords.StrictIdentifier)) return false;
        bool isAlone = _name.All.Count == 1 && _name.All[0] != "name";
        return isAlone || _name.HasAny(NameWords.Person);
    }

    private string? Cycle(NumberProfile number)
    {
        if (number.Fractions > 0) return null;
        if (_name.HasAny(NameWords.Month) && number is { Min: >= 1, Max: <= 12 }) return "month";
        if (_name.HasAny(NameWords.Weekday) && number is { Min: >= 0, Max: <= 7 }) return "weekday";
        if (_name.HasAny(NameWords.Hour) && number is { Min: >= 0, Max: <= 24 }) return "hour";
        return _name.HasAny(NameWords.DayOfMonth) && number is { Min: >= 1, Max: <= 31 } ? "day" : null;
    }

    private bool IsDense(NumberProfile? number) => number is not null && number.Max - number.Min < 1.05 * column.Rows;

    private static double ShareOf(TextProfile text, params ReadOnlySpan<ValueForm> forms)
    {
        long real = text.Forms.Where(form => form.Form is not (ValueForm.Empty or ValueForm.Placeholder)).Sum(form => form.Count);
        return real == 0 ? 0 : (double)text.CountOf(forms) / real;
    }

    private string Share(long count) => column.Values == 0 ? "0 %" : $"{(double)count / column.Values:P1}";

    private static TypeGuess Guess(SemanticType type, double confidence, params string[] evidence) => new(type, Math.Round(confidence, 2), evidence);
}

/// <summary>Forms of texts that make a type by themselves.</summary>
internal static class FormTypes
{
    internal static IReadOnlyList<(SemanticType Type, ValueForm[] Forms, double Sure)> All { get; } =
    [
        (SemanticType.Email, [ValueForm.Email], 0.98),
        (SemanticType.Uuid, [ValueForm.Uuid], 0.98),
        (SemanticType.Url, [ValueForm.Url], 0.98),
        (SemanticType.IpAddress, [ValueForm.IpAddress], 0.97),
        (SemanticType.Iban, [ValueForm.Iban], 0.99),
        (SemanticType.CardNumber, [ValueForm.CardNumber], 0.97),
        (SemanticType.Phone, [ValueForm.Phone], 0.85),
        (SemanticType.Json, [ValueForm.Json], 0.95),
        (SemanticType.Datetime, [ValueForm.IsoDate, ValueForm.IsoTimestamp, ValueForm.DayFirstDate, ValueForm.MonthFirstDate, ValueForm.AmbiguousDate], 0.93),
        (SemanticType.Currency, [ValueForm.Money, ValueForm.CommaMoney], 0.95),
        (SemanticType.Percentage, [ValueForm.Percent, ValueForm.CommaPercent], 0.95),
        (SemanticType.NumericContinuous, [ValueForm.Number, ValueForm.CommaNumber, ValueForm.GroupedNumber, ValueForm.Integer, ValueForm.Money, ValueForm.CommaMoney], 0.72),
    ];
}
