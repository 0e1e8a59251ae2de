using FlowForge.Convert.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>Code pages of DOS that .NET does not have.</summary>
internal static class DosCodePages
{
    private const int HalfLength = 128;

    private static string Ibm437 { get; } = ReadIbm437();

    /// <summary>Czech and Slovak of the Kamenický brothers (895): 437 with letters in 80–AD.</summary>
    internal static SingleByteTable Kamenicky { get; } = new(
        Ibm437[..HalfLength] + "ČüéďäĎŤčěĚĹÍľĺÄÁ" + "ÉžŽôöÓůÚýÖÜŠĽÝŘť" + "áíóúňŇŮÔšřŕŔ¼§«»" + Ibm437[0xB0..]);

    /// <summary>Polish of the Mazovia computer (620): 437 with 17 letters exchanged.</summary>
    internal static SingleByteTable Mazovia { get; } = With(Ibm437,
        (0x86, 'ą'), (0x8D, 'ć'), (0x8F, 'Ą'), (0x90, 'Ę'), (0x91, 'ę'), (0x92, 'ł'), (0x95, 'Ć'), (0x98, 'Ś'), (0x9C, 'Ł'),
        (0x9E, 'ś'), (0xA0, 'Ź'), (0xA1, 'Ż'), (0xA3, 'Ó'), (0xA4, 'ń'), (0xA5, 'Ń'), (0xA6, 'ź'), (0xA7, 'ż'));

    private static string ReadIbm437()
    {
        var characters = new char[2 * HalfLength];
        SingleByteTable.ReadCharacters(TextEncodings.Get(437), characters);
        return new string(characters);
    }

    private static SingleByteTable With(string characters, params ReadOnlySpan<(int Code, char Letter)> exchanged)
    {
        char[] changed = characters.ToCharArray();
        foreach ((int code, char letter) in exchanged) changed[code] = letter;
        return new SingleByteTable(changed);
    }
}
