namespace FlowForge.Convert.Text;

/// <summary>A bounded collection of lines that tell something about an encoding: those with bytes outside ASCII.</summary>
internal sealed class TextSample(int capacity)
{
    private const int MaxLine = 4_096; // of a longer line, only what surrounds its first byte outside ASCII
    private readonly List<byte> _bytes = [];

    /// <summary>True when there is no room for more: further lines would not change the picture.</summary>
    public bool IsFull => _bytes.Count >= capacity;

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Adds the lines with bytes outside ASCII, each whole, so that no character is torn.</summary>
    public void AddTellingLines(ReadOnlySpan<byte> text)
    {
        while (!IsFull && text.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is var high and >= 0)
        {
            int start = text[..high].LastIndexOf((byte)'\n') + 1;
            int length = text[high..].IndexOf((byte)'\n');
            int end = length < 0 ? text.Length : high + length + 1;
            // An ASCII byte before the first one outside ASCII is a safe place to begin.
            int from = Math.Max(start, high - MaxLine / 2);
            _bytes.AddRange(text[from..Math.Min(end, Math.Max(from + MaxLine, high + 1))]);
            _bytes.Add((byte)'\n');
            text = text[end..];
        }
    }
}
