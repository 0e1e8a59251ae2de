namespace FlowForge.Convert.Excel.Biff;

/// <summary>The RC4 stream cipher, which .NET does not have. For reading old files only.</summary>
internal ref struct Rc4
{
    private readonly Span<byte> _state;
    private byte _i, _j;

    /// <param name="state">256 bytes of the caller's.</param>
    public Rc4(scoped ReadOnlySpan<byte> key, Span<byte> state)
    {
        _state = state;
        for (int i = 0; i < 256; i++) state[i] = (byte)i;
        byte j = 0;
        for (int i = 0; i < 256; i++)
        {
            j += (byte)(state[i] + key[i % key.Length]);
            (state[i], state[j]) = (state[j], state[i]);
        }
    }

    public byte Next()
    {
        _j += _state[++_i];
        (_state[_i], _state[_j]) = (_state[_j], _state[_i]);
        return _state[(byte)(_state[_i] + _state[_j])];
    }

    public void Apply(Span<byte> bytes)
    {
        foreach (ref byte b in bytes) b ^= Next();
    }
}
