using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Explore.Profiling.Texts;

/// <summary>What is measured of a text, in one short text that rows can be grouped by: form, marks, shape.</summary>
/// <remarks>One function and not ten: each value is looked at once, and the engine's grouping does the counting.</remarks>
internal static class TextFunctions
{
    internal const string Name = "flowforge_text_form";

    /// <summary>Longer values are prose: their form is Text without a look at their letters.</summary>
    private const int LongestLookedAt = 128;

    private const int LongestShape = 24;
    private const int MostRuns = 7;

    internal static ScalarFunction Form { get; } = new(Name, [DataType.Varchar], DataType.Varchar, Measure);

    /// <param name="measured">What the function gave.</param>
    internal static (ValueForm Form, TextMarks Marks, string Shape) Read(string measured) => ((ValueForm)(measured[0] - 'A'), (TextMarks)(measured[1] - '0'), measured[2..]);

    /// <summary>What the function's answer begins with for texts of a form.</summary>
    internal static char LetterOf(ValueForm form) => (char)('A' + (int)form);

    private static void Measure(ScalarCall call)
    {
        Vector values = call.Arguments[0], results = call.Result;
        Span<char> letters = stackalloc char[LongestLookedAt];
        Span<byte> result = stackalloc byte[2 + LongestShape];
        for (int row = 0; row < call.Count; row++)
            if (!call.IsNull(row)) results.SetBytes(row, result[..Measure(values.Bytes(row), letters, result)]);
    }

    private static int Measure(ReadOnlySpan<byte> value, Span<char> letters, Span<byte> result)
    {
        TextMarks marks = value.IndexOfAnyInRange((byte)0, (byte)31) >= 0 || value.IndexOf((byte)127) >= 0 ? TextMarks.Controls : TextMarks.None;
        if (!Encoding.UTF8.TryGetChars(value, letters, out int count))
        {
            if (IsBlank(value[0]) || IsBlank(value[^1])) marks |= TextMarks.Untrimmed;
            return Head(result, ValueForm.Text, marks | Personal(value));
        }
        ReadOnlySpan<char> text = letters[..count];
        ReadOnlySpan<char> trimmed = text.Trim();
        ValueForm form = TextForms.Of(trimmed);
        if (trimmed.Length != text.Length) marks |= TextMarks.Untrimmed;
        if (form == ValueForm.Text) marks |= Personal(value);
        int length = Head(result, form, marks | Case(trimmed));
        return HasShape(form) ? length + Shape(trimmed, result[length..]) : length;
    }

    private static int Head(Span<byte> result, ValueForm form, TextMarks marks)
    {
        result[0] = (byte)LetterOf(form);
        result[1] = (byte)('0' + (int)marks);
        return 2;
    }

    private static TextMarks Personal(ReadOnlySpan<byte> value) => PersonInText.IsIn(value) ? TextMarks.Personal : TextMarks.None;

    private static TextMarks Case(ReadOnlySpan<char> text)
    {
        TextMarks marks = TextMarks.None;
        foreach (char letter in text)
        {
            if (char.IsUpper(letter)) marks |= TextMarks.Upper;
            else if (char.IsLower(letter)) marks |= TextMarks.Lower;
        }
        return marks;
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    // The others would have nearly as many shapes as values, or only one.
    private static bool HasShape(ValueForm form) => form is ValueForm.Integer or ValueForm.Phone or ValueForm.Code or ValueForm.DayFirstDate or ValueForm.MonthFirstDate or ValueForm.AmbiguousDate;

    /// <summary>Letter by letter where the value changes its kind of letter seldom; else the kinds it has and its length: random codes have no other shape.</summary>
    private static int Shape(ReadOnlySpan<char> text, Span<byte> shape)
    {
        if (text.Length <= shape.Length && Runs(text) <= MostRuns)
        {
            for (int i = 0; i < text.Length; i++) shape[i] = SignOf(text[i]);
            return text.Length;
        }
        int length = 0;
        foreach (char letter in text)
        {
            byte sign = SignOf(letter);
            if (length < MostRuns && !shape[..length].Contains(sign)) shape[length++] = sign;
        }
        shape[length++] = (byte)'{';
        text.Length.TryFormat(shape[length..], out int digits);
        length += digits;
        shape[length++] = (byte)'}';
        return length;
    }

    private static int Runs(ReadOnlySpan<char> text)
    {
        int runs = 0;
        byte last = 0;
        foreach (char letter in text)
        {
            byte sign = SignOf(letter);
            if (sign != last) runs++;
            last = sign;
        }
        return runs;
    }

    private static byte SignOf(char letter) => letter switch
    {
        >= '0' and <= '9' => (byte)'9',
        _ when char.IsUpper(letter) => (byte)'A',
        _ when char.IsLetter(letter) => (byte)'a',
        > ' ' and < '\u007f' => (byte)letter,
        _ => (byte)' ',
    };
}
