namespace FlowForge.Core.Diagnostics;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Good to know; nothing was lost or changed.</summary>
    Info,

    /// <summary>Done, but a person should look.</summary>
    Warning,

    /// <summary>Not done.</summary>
    Error,
}

/// <summary>Where in the user's input a finding points. Line and column count from 1; null where the format has none.</summary>
public sealed record Location(string File, long? Line = null, long? Column = null, string? Part = null)
{
    /// <summary><c>file:line:col</c>, with the sheet, table or element in brackets.</summary>
    public override string ToString()
    {
        string place = Line is null ? File : Column is null ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
        return Part is null ? place : $"{place} [{Part}]";
    }
}

/// <summary>A finding about the user's input: a stable id, how much it matters, where, what, and what to do.</summary>
/// <param name="Id">Stable, in kebab case: <c>csv-ragged-row</c>.</param>
/// <param name="Summary">One line: what was found and what was expected.</param>
/// <param name="Hint">What to do about it.</param>
/// <param name="Count">How many times it was found; the location is the first of them.</param>
public sealed record Diagnostic(string Id, Severity Severity, Location Where, string Summary, string? Hint = null, long Count = 1)
{
    public override string ToString()
    {
        string text = $"{Where}: {Severity.ToString().ToLowerInvariant()}: {Summary}";
        if (Count > 1) text += $" ({Count:N0} times)";
        return Hint is null ? text : $"{text} {Hint}";
    }
}

/// <summary>The user's input cannot be used. Carries the finding that says why.</summary>
public class InputException : Exception
{
    public InputException(Diagnostic diagnostic, Exception? inner = null) : base(diagnostic.ToString(), inner) => Diagnostic = diagnostic;

    public InputException(string id, Location where, string summary, string? hint = null, Exception? inner = null)
        : this(new Diagnostic(id, Severity.Error, where, summary, hint), inner)
    {
    }

    public Diagnostic Diagnostic { get; }
}
