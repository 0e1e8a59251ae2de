namespace FlowForge.Convert.Xml.Tokens;

/// <summary>What <see cref="XmlTokenizer.Read"/> found. Comments, processing instructions and declarations are passed over.</summary>
internal enum XmlToken
{
    /// <summary>Nothing more: every document was closed.</summary>
    End,

    /// <summary>A start tag, or the first half of an empty-element tag.</summary>
    StartElement,

    /// <summary>An end tag, or the second half of an empty-element tag.</summary>
    EndElement,

    /// <summary>Character data, references resolved. May come in pieces; so does a text that a comment interrupts.</summary>
    Text,

    /// <summary>The content of a CDATA section. May come in pieces.</summary>
    CData,
}
