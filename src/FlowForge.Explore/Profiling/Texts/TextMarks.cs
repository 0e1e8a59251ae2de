namespace FlowForge.Explore.Profiling.Texts;

/// <summary>What is to be told of a text beside its form.</summary>
[Flags]
internal enum TextMarks
{
    None = 0,

    /// <summary>White space before or after.</summary>
    Untrimmed = 1,

    /// <summary>Control characters within.</summary>
    Controls = 2,

    /// <summary>A capital letter at least.</summary>
    Upper = 4,

    /// <summary>A small letter at least.</summary>
    Lower = 8,

    /// <summary>Words with an e-mail address or a telephone number among them.</summary>
    Personal = 16,
}
