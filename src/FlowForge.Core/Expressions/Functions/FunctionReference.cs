using System.Globalization;
using System.Text;

namespace FlowForge.Core.Expressions.Functions;

/// <summary>The list of functions for docs/reference/expressions.md, from the table itself.</summary>
public static class FunctionReference
{
    /// <summary>A heading and a table for each group of functions.</summary>
    public static string Render()
    {
        var page = new StringBuilder();
        foreach (IGrouping<string, FunctionDefinition> group in FunctionTable.All.GroupBy(function => function.Group))
        {
            FunctionDefinition[] shown = [.. group.Where(IsShown).OrderBy(function => function.Name, StringComparer.Ordinal)];
            if (group.Key == "Operators") continue;
            page.Append(CultureInfo.InvariantCulture, $"\n### {group.Key}\n\n| Function | Arguments → result | Meaning |\n|---|---|---|\n");
            foreach (FunctionDefinition function in shown) page.Append(Row(function));
        }
        return page.ToString();
    }

    // What stands for a field of EXTRACT has no name of its own to call it by.
    private static bool IsShown(FunctionDefinition function) => function.Kind != FunctionKind.Operator;

    private static string Row(FunctionDefinition function)
    {
        string names = string.Join(", ", function.Aliases.Where(alias => char.IsAsciiLetter(alias[0])).Prepend(function.Name).Select(name => $"`{name}`"));
        string signatures = string.Join("<br>", function.Signatures.Select(signature => Escape(signature.Text.Trim())));
        string since = function.Since is null ? "" : $" Since Spark {function.Since}.";
        return $"| {names} | {signatures} | {Escape(function.Summary)}{since} |\n";
    }

    private static string Escape(string text) => text.Replace("->", "→", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
