using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>Checks of texts: what is none, what is written otherwise than the rest, what tells who a person is.</summary>
internal sealed class TextChecks(TypedDataset dataset, CheckList list)
{
    private static readonly ValueForm[] s_dateForms = [ValueForm.IsoDate, ValueForm.IsoTimestamp, ValueForm.DayFirstDate, ValueForm.MonthFirstDate, ValueForm.AmbiguousDate];

    /// <summary>Where fewer agree in the case of their letters, the case means nothing.</summary>
    private const double OneCase = 0.9;

    internal void Run(ColumnProfile column, TextProfile text)
    {
        SemanticType type = dataset.TypeOf(column);
        long nothing = Nothing.Count(text, type), real = column.Values - nothing;
        string examples = string.Join(", ", Nothing.Placeholders(text, type).Take(3).Select(value => $"'{value.Value}'"));
        list.AddShare(CheckDefinition.PlaceholderTexts, column.Name, nothing, column.Values, $"values are blank or stand for nothing{(examples.Length == 0 ? "" : $": {examples}")}");
        list.AddShare(CheckDefinition.WhiteSpace, column.Name, text.Untrimmed, column.Values, "values have white space around them");
        list.AddShare(CheckDefinition.Controls, column.Name, text.Controls, column.Values, "values have control characters");
        if (type.IsCategory || type is SemanticType.Text or SemanticType.Address) CheckSpelling(column, text);
        if (MinorityCase(text, type) is { } minority) list.AddShare(CheckDefinition.LetterCase, column.Name, minority.Count, column.Values, $"values have {(minority.IsLower ? "capital letters where nearly all have small ones" : "small letters where nearly all have capital ones")}");
        list.AddShare(CheckDefinition.PersonInText, column.Name, text.WithPerson, column.Values, "texts have an e-mail address or a telephone number among their words");
        CheckDates(column, text, real);
        CheckForm(column, text, type, real);
        if (type == SemanticType.Binary) list.Add(CheckDefinition.TypedText, column.Name, IsFlagInText(column, type) ? 1 : 0, real, "yes and no stored as text");
    }

    /// <summary>How many values are of the other case than nearly all, and whether nearly all are small. Null where case means nothing, or where the spellings tell it already.</summary>
    internal static (long Count, bool IsLower)? MinorityCase(TextProfile text, SemanticType type)
    {
        if (text.VariantRows > 0 || !(type.IsCategory || type is SemanticType.Email or SemanticType.Code or SemanticType.Identifier or SemanticType.Uuid or SemanticType.Iban)) return null;
        long letters = text.LowerCase + text.UpperCase + text.MixedCase, most = Math.Max(text.LowerCase, text.UpperCase);
        return letters == 0 || most < OneCase * letters ? null : (letters - most, text.LowerCase >= text.UpperCase);
    }

    /// <summary>Whether a column of two values holds yes and no as words.</summary>
    internal static bool IsFlagInText(ColumnProfile column, SemanticType type) => type == SemanticType.Binary && column.Text is { } text && text.CountOf(ValueForm.Boolean) >= 0.95 * (column.Values - Nothing.Count(text, type));

    private void CheckSpelling(ColumnProfile column, TextProfile text)
    {
        string example = text.Variants is [var first, ..] ? $": {string.Join(", ", first.Spellings.Take(3).Select(value => $"'{value.Value}'"))}" : "";
        list.AddShare(CheckDefinition.Spelling, column.Name, text.VariantRows, column.Values, $"values are spelled otherwise than most{example}");
    }

    private void CheckDates(ColumnProfile column, TextProfile text, long real)
    {
        FormCount[] dates = [.. text.Forms.Where(form => s_dateForms.Contains(form.Form))];
        if (dates.Sum(form => form.Count) <= real / 2) return;
        int formats = dates.Count(form => form.Form != ValueForm.AmbiguousDate || dates.Length == 1);
        list.Add(CheckDefinition.DateFormats, column.Name, formats, dates.Skip(1).Sum(form => form.Count), $"dates are written as {string.Join(", ", dates.Select(form => form.Example))}");
    }

    private void CheckForm(ColumnProfile column, TextProfile text, SemanticType type, long real)
    {
        if (FormTypes.All.FirstOrDefault(known => known.Type == type) is not { Forms: { } forms } || real <= 0) return;
        // A telephone number may be digits alone; only its name tells it from other numbers.
        if (type == SemanticType.Phone) forms = [.. forms, ValueForm.Integer, ValueForm.CardNumber];
        string? other = text.Forms.FirstOrDefault(form => !forms.Contains(form.Form) && form.Form is not (ValueForm.Empty or ValueForm.Placeholder))?.Example;
        list.AddShare(CheckDefinition.Format, column.Name, real - text.CountOf(forms), real, $"values do not look like {type.Word.Replace('_', ' ')}: {other}");
        list.Add(CheckDefinition.TypedText, column.Name, type is SemanticType.Datetime or SemanticType.NumericContinuous or SemanticType.Currency or SemanticType.Percentage ? 1 : 0, real, $"{type.Word.Replace('_', ' ')} stored as text");
    }
}
