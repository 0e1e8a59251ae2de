using System.Globalization;

namespace FlowForge.Cli.Settings;

/// <summary>How the text of a setting becomes a value, and back.</summary>
internal abstract class SettingKind<T>
{
    /// <summary>Completes the sentence "expected …".</summary>
    public abstract string Accepts { get; }

    public abstract bool TryRead(string text, out T value);

    public virtual string Render(T value) => value?.ToString() ?? "";
}

internal sealed class TextKind(string accepts) : SettingKind<string?>
{
    public override string Accepts => accepts;

    public override bool TryRead(string text, out string? value) => (value = text.Trim()).Length > 0;
}

/// <summary>An absolute http or https address without query; a bare host name gets https in front, as Databricks users write it.</summary>
internal sealed class AddressKind : SettingKind<Uri?>
{
    public override string Accepts => "an address such as https://example.com";

    public override bool TryRead(string text, out Uri? value)
    {
        string trimmed = text.Trim().TrimEnd('/');
        if (trimmed.Length > 0 && !trimmed.Contains("://", StringComparison.Ordinal)) trimmed = $"https://{trimmed}";
        return Uri.TryCreate(trimmed, UriKind.Absolute, out value)
            && (value.Scheme == Uri.UriSchemeHttps || value.Scheme == Uri.UriSchemeHttp) && value.Host.Length > 0 && value.Query.Length == 0;
    }

    public override string Render(Uri? value) => value?.ToString().TrimEnd('/') ?? "";
}

internal sealed class ChoiceKind(params string[] choices) : SettingKind<string>
{
    public IReadOnlyList<string> Choices => choices;

    public override string Accepts => $"one of {string.Join(", ", choices)}";

    public override bool TryRead(string text, out string value)
    {
        value = text.Trim().ToLowerInvariant();
        return choices.Contains(value);
    }
}

internal sealed class CountKind(string what, int least, int most) : SettingKind<int>
{
    public override string Accepts => $"a number of {what}, {least:N0} to {most:N0}";

    public override bool TryRead(string text, out int value) =>
        int.TryParse(text.Trim().Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out value)
        && value >= least && value <= most;

    public override string Render(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Bytes with a unit; where <paramref name="none"/> is given, that word stands for "no limit" and reads as null.</summary>
internal sealed class SizeKind(long least, long most, string? none = null) : SettingKind<long?>
{
    public override string Accepts =>
        $"a size such as 4MiB or 1000MB, {ByteSize.Format(least)} to {ByteSize.Format(most)}{(none is null ? "" : $", or {none}")}";

    public override bool TryRead(string text, out long? value)
    {
        value = null;
        if (none is not null && text.Trim().Equals(none, StringComparison.OrdinalIgnoreCase)) return true;
        if (!ByteSize.TryParse(text, out long bytes) || bytes < least || bytes > most) return false;
        value = bytes;
        return true;
    }

    public override string Render(long? value) => value is null ? none ?? "" : ByteSize.Format(value.Value);
}
