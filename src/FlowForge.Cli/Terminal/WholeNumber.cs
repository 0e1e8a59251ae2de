using System.CommandLine.Parsing;
using System.Globalization;

namespace FlowForge.Cli.Terminal;

/// <summary>Checks of options that are whole numbers.</summary>
internal static class WholeNumber
{
    // What is no number at all the parser tells by itself; its value must not be asked for then.
    public static void NotNegative(OptionResult result) => AtLeast(result, 0);

    public static void Positive(OptionResult result) => AtLeast(result, 1);

    private static void AtLeast(OptionResult result, long least)
    {
        if (result.Tokens is [{ Value: { } text }] && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number < least)
            result.AddError($"{result.Option.Name}: expected {least} or more.");
    }
}
