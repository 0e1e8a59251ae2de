namespace FlowForge.Convert.Excel.Encryption;

/// <summary>Decrypts the segments of a package, with a key that is known to be right.</summary>
internal interface IPackageCipher : IDisposable
{
    /// <param name="encrypted">Whole blocks of 16 bytes, at most 4,096 bytes.</param>
    /// <param name="segment">From 0.</param>
    /// <param name="plain">Takes as many bytes.</param>
    void Decrypt(ReadOnlySpan<byte> encrypted, int segment, Span<byte> plain);
}
