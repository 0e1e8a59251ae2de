using System.Buffers.Binary;
using System.Text;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>The XOR "encryption" of Excel 95 and earlier, still found in later files.</summary>
internal static class XorObfuscation
{
    /// <param name="filePass">Key and verifier, 2 bytes each.</param>
    /// <returns>False when the password is another one.</returns>
    public static bool Remove(byte[] stream, int start, ReadOnlySpan<byte> filePass)
    {
        if (filePass.Length < 4 || BinaryPrimitives.ReadUInt16LittleEndian(filePass[2..]) != Verifier(BiffEncryption.BuiltInPassword)) return false;
        Span<byte> pad = stackalloc byte[16];
        FillPad(pad, filePass);
        var reader = new BiffReader(stream, start);
        while (reader.Read())
        {
            // The pad turns with the place in the stream, pushed on by the record's length.
            int turn = reader.Data.Length;
            for (int at = reader.DataStart + BiffEncryption.PlainBytes(reader.Id, turn); at < reader.Next; at++)
            {
                stream[at] = byte.RotateLeft((byte)(stream[at] ^ pad[(at + turn) % 16]), 3);
            }
        }

        return true;
    }

    /// <summary>The 16 bits that a password is checked by.</summary>
    public static ushort Verifier(string password)
    {
        int verifier = 0;
        for (int i = password.Length; i >= 0; i--)
        {
            int next = i == 0 ? password.Length : password[i - 1];
            verifier = ((verifier >> 14) & 1) | ((verifier << 1) & 0x7FFF);
            verifier ^= next;
        }

        return (ushort)(verifier ^ 0xCE4B);
    }

    /// <summary>Fifteen letters of the password and one byte of padding, mixed with the key.</summary>
    public static void FillPad(Span<byte> pad, ReadOnlySpan<byte> key)
    {
        const byte Padding = 0xBB;
        Encoding.ASCII.GetBytes(BiffEncryption.BuiltInPassword, pad);
        pad[^1] = Padding;
        for (int i = 0; i < pad.Length; i++) pad[i] = byte.RotateRight((byte)(pad[i] ^ key[i % 2]), 1);
    }
}
