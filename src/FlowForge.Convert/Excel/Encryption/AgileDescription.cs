using System.Globalization;
using System.Security.Cryptography;
using System.Xml;

namespace FlowForge.Convert.Excel.Encryption;

/// <summary>How a key or the data is encrypted: the attributes of keyData and encryptedKey.</summary>
internal sealed record AgileDescription(HashAlgorithmName Hash, int KeyBytes, byte[] Salt, int Spins, byte[] Verifier, byte[] VerifierHash, byte[] Key)
{
    private const int MaxSaltBytes = 256;

    /// <summary>Null when it is not AES in CBC mode with a hash known here.</summary>
    /// <exception cref="FormatException">An attribute is no number or no Base64.</exception>
    internal static AgileDescription? TryRead(XmlReader element)
    {
        HashAlgorithmName? hash = element.GetAttribute("hashAlgorithm") switch
        {
            "SHA1" or "SHA-1" => HashAlgorithmName.SHA1,
            "SHA256" or "SHA-256" => HashAlgorithmName.SHA256,
            "SHA384" or "SHA-384" => HashAlgorithmName.SHA384,
            "SHA512" or "SHA-512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        bool known = element.GetAttribute("cipherAlgorithm") == "AES" && element.GetAttribute("cipherChaining") == "ChainingModeCBC";
        int keyBits = Number(element, "keyBits");
        byte[] salt = Bytes(element, "saltValue");
        if (hash is null || !known || keyBits is not (128 or 192 or 256) || salt.Length > MaxSaltBytes) return null;
        return new AgileDescription(hash.Value, keyBits / 8, salt, Number(element, "spinCount"),
            Bytes(element, "encryptedVerifierHashInput"), Bytes(element, "encryptedVerifierHashValue"), Bytes(element, "encryptedKeyValue"));
    }

    private static int Number(XmlReader element, string name) =>
        element.GetAttribute(name) is not { } text ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new FormatException(name);

    private static byte[] Bytes(XmlReader element, string name) => System.Convert.FromBase64String(element.GetAttribute(name) ?? "");
}
