using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Undoes the encryption of a stream that was protected with Excel's built-in password, as it is for "protected, but open to all".</summary>
internal static class BiffEncryption
{
    /// <summary>The password Excel uses when the user gave none.</summary>
    public const string BuiltInPassword = "VelvetSweatshop";

    /// <summary>Decrypts in place. Does nothing when the stream is not encrypted.</summary>
    /// <exception cref="InputException">Id <c>encrypted</c>: it has a password of its own.</exception>
    public static void Remove(byte[] stream, BiffVersion version, Location where)
    {
        var globals = new BiffSubstream(stream, 0);
        while (globals.Read())
        {
            if (globals.Record.Id != BiffRecord.FilePass) continue;
            ReadOnlySpan<byte> data = globals.Record.Data;
            int start = globals.Record.Next;
            // From BIFF8 on, the record begins with the kind of encryption.
            ReadOnlySpan<byte> facts = version < BiffVersion.Biff8 ? data : data.Length > 2 ? data[2..] : [];
            bool isXor = version < BiffVersion.Biff8 || data.StartsWith((ReadOnlySpan<byte>)[0, 0]);
            if (isXor ? XorObfuscation.Remove(stream, start, facts) : Rc4Keys.Find(facts) is { } keys && RemoveRc4(stream, start, keys)) return;
            throw new InputException("encrypted", where, "The workbook is encrypted with a password.",
                "Save it without a password: File > Info > Protect Workbook > Encrypt with Password, and empty the field.");
        }
    }

    /// <summary>Records that stay readable, or of which only the end is encrypted.</summary>
    /// <returns>How many of the record's first bytes are plain.</returns>
    public static int PlainBytes(ushort id, int length) => id switch
    {
        BiffRecord.Bof or BiffRecord.FilePass or BiffRecord.UsersExclusive or BiffRecord.FileLock or BiffRecord.InterfaceHeader
            or BiffRecord.RevisionInfo or BiffRecord.RevisionHeader => length,
        BiffRecord.BoundSheet => Math.Min(4, length),
        _ => 0,
    };

    /// <summary>The key stream runs over the whole stream, plain bytes included, with a new key every 1,024 bytes.</summary>
    private static bool RemoveRc4(byte[] stream, int start, Rc4Keys keys)
    {
        const int BlockBytes = 1024;
        Span<byte> state = stackalloc byte[256];
        Span<byte> pad = stackalloc byte[BlockBytes];
        int padBlock = -1;
        var reader = new BiffReader(stream, start);
        while (reader.Read())
        {
            int end = reader.Next;
            for (int at = reader.DataStart + PlainBytes(reader.Id, reader.Data.Length); at < end; at++)
            {
                if (at / BlockBytes != padBlock)
                {
                    padBlock = at / BlockBytes;
                    pad.Clear();
                    keys.Cipher(padBlock, state).Apply(pad);
                }

                stream[at] ^= pad[at % BlockBytes];
            }
        }

        return true;
    }
}
