namespace FlowForge.Core.Plans.Parameters;

/// <summary>A constant as a plan writes it. Its type is that of the column it goes to; a quoted one is a text whatever it looks like.</summary>
public sealed record PlanValue(string Text, bool IsQuoted = false)
{
    /// <summary>Written without quotes and empty, or as null.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "null" or "~";
}
