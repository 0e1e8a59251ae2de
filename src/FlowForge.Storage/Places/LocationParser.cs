using FlowForge.Core.Diagnostics;

namespace FlowForge.Storage.Places;

/// <summary>Reads the places people write.</summary>
public static class LocationParser
{
    private const string Known = "Known places: a path, file://, - (stdin), /Volumes/catalog/schema/volume/…, dbfs:/Volumes/…, s3://, abfss://, gs://.";

    /// <exception cref="InputException">Not a place, or one of a kind that is not known: says which and what to write instead.</exception>
    public static StorageLocation Parse(string text)
    {
        if (text == "-") return new StorageLocation.StandardInput();
        if (text.StartsWith("/Volumes/", StringComparison.Ordinal)) return Volume(text, text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        // One letter before the colon is a drive; a slash before it means that the colon is part of a file's name.
        if (colon < 2 || !text.AsSpan(0, colon).ContainsOnlySchemeLetters()) return new StorageLocation.Local(text);
        string rest = text[(colon + 1)..];
        return text[..colon].ToLowerInvariant() switch
        {
            "file" => File(text),
            "dbfs" => Volume(text, rest.StartsWith("//", StringComparison.Ordinal) ? rest[1..] : rest),
            "s3" or "s3a" or "s3n" => Bucket(text, rest, (bucket, key) => new StorageLocation.S3(bucket, key)),
            "gs" => Bucket(text, rest, (bucket, name) => new StorageLocation.Gcs(bucket, name)),
            "abfss" or "abfs" => Adls(text, rest),
            _ when !rest.StartsWith("//", StringComparison.Ordinal) => new StorageLocation.Local(text),
            "wasb" or "wasbs" => throw Wrong(text, "wasb:// is the retired Blob driver.", "Write abfss://container@account.dfs.core.windows.net/path."),
            "http" or "https" => throw Wrong(text, "Web addresses are not read.", "Download the file first, or pipe it in: curl … | flowforge convert - OUT"),
            string scheme => throw Wrong(text, $"'{scheme}://' is not a place FlowForge knows.", Known),
        };
    }

    private static StorageLocation.Local File(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host is not ("" or "localhost"))
            throw Wrong(text, "A file:// address has three slashes and an absolute path.", "For example: file:///data/orders.csv");
        return new StorageLocation.Local(uri.LocalPath);
    }

    private static StorageLocation.Volume Volume(string text, string path)
    {
        if (!path.StartsWith("/Volumes/", StringComparison.Ordinal))
            throw Wrong(text, "The DBFS root is not read; volumes are.", "Write /Volumes/catalog/schema/volume/path or dbfs:/Volumes/….");
        string[] parts = path.Split('/');
        if (parts.Length < 5 || parts[2..5].Any(string.IsNullOrEmpty) || parts.Contains(".."))
            throw Wrong(text, "A volume's path names catalog, schema and volume.", "For example: /Volumes/main/raw/landing/orders.csv");
        return new StorageLocation.Volume(path);
    }

    private static StorageLocation Bucket(string text, string rest, Func<string, string, StorageLocation> make)
    {
        string path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : "";
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string bucket = slash < 0 ? path : path[..slash];
        if (bucket.Length == 0 || bucket.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_')))
            throw Wrong(text, "The bucket's name is missing or not a name.", "For example: s3://bucket/folder/orders.csv");
        return make(bucket, slash < 0 ? "" : path[(slash + 1)..]);
    }

    private static StorageLocation.Adls Adls(string text, string rest)
    {
        string path = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : "";
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string[] authority = (slash < 0 ? path : path[..slash]).Split('@');
        if (authority is not [{ Length: > 0 } container, { Length: > 0 } host])
            throw Wrong(text, "An abfss:// address names container and account.", "For example: abfss://container@account.dfs.core.windows.net/folder/orders.csv");
        return new StorageLocation.Adls(container, host, slash < 0 ? "" : path[(slash + 1)..]);
    }

    private static bool ContainsOnlySchemeLetters(this ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter)) return false;
        }

        return true;
    }

    private static InputException Wrong(string text, string summary, string hint) => new("not-a-place", new Location(text), summary, hint);
}
