using System.Text;

namespace FlowForge.Core.Plans.Steps;

/// <summary>Names of the columns that <see cref="OneHot"/> makes.</summary>
public static class OneHotNames
{
    /// <param name="number">The category's place in their order, from 0.</param>
    public static string Of(OneHot step, string column, string category, int number) => step.Names == OneHotNaming.Number ? $"{column}_{number}" : Of(column, category);

    /// <summary><c>city_New_York</c>: signs that are no letter, digit or _ become _.</summary>
    public static string Of(string column, string category) => $"{column}_{Plain(category)}";

    internal static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char letter in text) plain.Append(char.IsLetterOrDigit(letter) ? letter : '_');
        return plain.ToString();
    }
}

/// <summary>Names of the columns that <see cref="Cyclical"/> makes.</summary>
public static class CyclicalNames
{
    /// <summary>A column's own name; for an expression its words: <c>month(joined)</c> is <c>month_joined</c>.</summary>
    public static string Of(string expression) => OneHotNames.Plain(expression).Trim('_');
}
