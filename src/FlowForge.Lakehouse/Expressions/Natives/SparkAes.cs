using System.Security.Cryptography;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>A mode of AES that Spark has, with its padding.</summary>
internal enum AesKind
{
    Gcm,
    Cbc,
    Ecb,
}

/// <summary>The mode by Spark's words.</summary>
internal readonly record struct AesMode(AesKind Kind)
{
    /// <summary>Bytes of the initial vector, which stand before the encrypted ones.</summary>
    public int VectorLength => Kind switch { AesKind.Gcm => 12, AesKind.Cbc => 16, AesKind.Ecb => 0 };

    /// <exception cref="SparkException">There is no such mode with such a padding.</exception>
    public static AesMode Of(string mode, string padding) => (mode.ToUpperInvariant(), padding.ToUpperInvariant()) switch
    {
        ("GCM", "NONE" or "DEFAULT") => new AesMode(AesKind.Gcm),
        ("CBC", "PKCS" or "DEFAULT") => new AesMode(AesKind.Cbc),
        ("ECB", "PKCS" or "DEFAULT") => new AesMode(AesKind.Ecb),
        _ => throw new SparkException("UNSUPPORTED_FEATURE.AES_MODE", $"there is no AES mode {mode} with the padding {padding}; there are GCM with NONE, and CBC and ECB with PKCS."),
    };
}

/// <summary>AES as Spark's functions lay it out: the initial vector, the encrypted bytes, and in GCM a tag of 16 bytes.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/api/sql/#aes_encrypt</remarks>
internal static class SparkAes
{
    private const int TagLength = 16;

    /// <exception cref="SparkException">The key or the vector has another length, or the mode takes no vector or no further data.</exception>
    public static byte[] Encrypt(byte[] input, byte[] key, AesMode mode, byte[] vector, byte[] further)
    {
        CheckKey(key);
        if (further.Length > 0 && mode.Kind != AesKind.Gcm) throw new SparkException("UNSUPPORTED_FEATURE.AES_MODE_AAD", "only the mode GCM takes further data that is authenticated.");
        if (vector.Length > 0 && mode.Kind == AesKind.Ecb) throw new SparkException("UNSUPPORTED_FEATURE.AES_MODE_IV", "the mode ECB takes no initial vector.");
        if (vector.Length > 0 && vector.Length != mode.VectorLength) throw new SparkException("INVALID_PARAMETER_VALUE.AES_IV_LENGTH", $"the initial vector has {vector.Length} bytes, expected {mode.VectorLength}.");
        byte[] start = vector.Length > 0 ? vector : RandomNumberGenerator.GetBytes(mode.VectorLength);
        if (mode.Kind == AesKind.Gcm)
        {
            byte[] sealedBytes = new byte[start.Length + input.Length + TagLength];
            start.CopyTo(sealedBytes, 0);
            using var gcm = new AesGcm(key, TagLength);
            gcm.Encrypt(start, input, sealedBytes.AsSpan(start.Length, input.Length), sealedBytes.AsSpan(start.Length + input.Length), further);
            return sealedBytes;
        }
        using var cipher = Aes.Create();
        cipher.Key = key;
        return mode.Kind == AesKind.Ecb ? cipher.EncryptEcb(input, PaddingMode.PKCS7) : [.. start, .. cipher.EncryptCbc(input, start)];
    }

    /// <exception cref="SparkException">The key has another length, or does not open the bytes.</exception>
    public static byte[] Decrypt(byte[] input, byte[] key, AesMode mode, byte[] further)
    {
        CheckKey(key);
        if (further.Length > 0 && mode.Kind != AesKind.Gcm) throw new SparkException("UNSUPPORTED_FEATURE.AES_MODE_AAD", "only the mode GCM takes further data that is authenticated.");
        try
        {
            ReadOnlySpan<byte> start = input.AsSpan(0, Math.Min(input.Length, mode.VectorLength)), rest = input.AsSpan(start.Length);
            if (mode.Kind == AesKind.Gcm)
            {
                if (rest.Length < TagLength) throw new CryptographicException("the bytes are too few.");
                byte[] opened = new byte[rest.Length - TagLength];
                using var gcm = new AesGcm(key, TagLength);
                gcm.Decrypt(start, rest[..^TagLength], rest[^TagLength..], opened, further);
                return opened;
            }
            using var cipher = Aes.Create();
            cipher.Key = key;
            return mode.Kind == AesKind.Ecb ? cipher.DecryptEcb(rest, PaddingMode.PKCS7) : cipher.DecryptCbc(rest, start);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new SparkException("INVALID_PARAMETER_VALUE.AES_CRYPTO_ERROR", $"the bytes cannot be decrypted with the key: {failure.Message}");
        }
    }

    private static void CheckKey(byte[] key)
    {
        if (key.Length is not (16 or 24 or 32)) throw new SparkException("INVALID_PARAMETER_VALUE.AES_KEY_LENGTH", $"the key has {key.Length} bytes, expected 16, 24 or 32.");
    }
}
