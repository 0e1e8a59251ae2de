using System.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>Upper halves of single-byte code pages, 128 characters each; those of DOS that .NET does not have are here.</summary>
internal static class DosCodePages
{
    private static string Ibm437 { get; } = UpperHalf(CodePagesEncodingProvider.Instance.GetEncoding(437)!);

    /// <summary>Czech and Slovak of the Kamenický brothers (895): 437 with letters in 80–AD.</summary>
    internal static string Kamenicky { get; } =
        "ČüéďäĎŤčěĚĹÍľĺÄÁ" + "ÉžŽôöÓůÚýÖÜŠĽÝŘť" + "áíóúňŇŮÔšřŕŔ¼§«»" + Ibm437[48..];

    /// <summary>Polish of the Mazovia computer (620): 437 with 17 letters exchanged.</summary>
    internal static string Mazovia { get; } = With(Ibm437,
        (0x86, 'ą'), (0x8D, 'ć'), (0x8F, 'Ą'), (0x90, 'Ę'), (0x91, 'ę'), (0x92, 'ł'), (0x95, 'Ć'), (0x98, 'Ś'), (0x9C, 'Ł'),
        (0x9E, 'ś'), (0xA0, 'Ź'), (0xA1, 'Ż'), (0xA3, 'Ó'), (0xA4, 'ń'), (0xA5, 'Ń'), (0xA6, 'ź'), (0xA7, 'ż'));

    /// <summary>What the encoding reads 80 to FF as. Bytes it leaves undefined become the control of the same number, so none is lost.</summary>
    internal static string UpperHalf(Encoding encoding)
    {
        var upper = new char[128];
        for (int i = 0; i < 128; i++)
        {
            string text = encoding.GetString([(byte)(0x80 + i)]);
            upper[i] = text.Length == 1 && text[0] != '\uFFFD' ? text[0] : (char)(0x80 + i);
        }
        return new string(upper);
    }

    private static string With(string upperHalf, params ReadOnlySpan<(byte Code, char Letter)> exchanged)
    {
        char[] upper = upperHalf.ToCharArray();
        foreach ((byte code, char letter) in exchanged) upper[code - 0x80] = letter;
        return new string(upper);
    }
}
