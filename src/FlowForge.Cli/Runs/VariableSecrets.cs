using System.Text.RegularExpressions;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Cli.Runs;

/// <summary>Secrets from environment variables: <c>secret:pii/salt</c> is <c>FLOWFORGE_SECRET_PII_SALT</c>. Values are handed on and never told.</summary>
internal sealed partial class VariableSecrets(Func<string, string?> environment)
{
    /// <exception cref="InputException">The variable is not set.</exception>
    public string Find(string reference)
    {
        string variable = $"FLOWFORGE_SECRET_{Separators().Replace(reference[(reference.IndexOf(':', StringComparison.Ordinal) + 1)..], "_").ToUpperInvariant()}";
        return environment(variable) is { Length: > 0 } value ? value
            : throw new InputException("secret-missing", new Location(reference), "the secret is not set.", $"Put it into the environment variable {variable}.");
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();
}
