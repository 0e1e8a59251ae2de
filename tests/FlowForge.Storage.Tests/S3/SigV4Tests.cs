using FlowForge.Storage.S3;

namespace FlowForge.Storage.Tests.S3;

/// <summary>The worked examples of docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.</summary>
public sealed class SigV4Tests
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static readonly DateTimeOffset s_now = new(2013, 5, 24, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/test.txt", "", "range:bytes=0-9", SigV4.EmptyHash, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("GET", "/", "lifecycle", "", SigV4.EmptyHash, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/", "prefix=J&max-keys=2", "", SigV4.EmptyHash, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    [InlineData("PUT", "/test%24file.text", "", "date:Fri, 24 May 2013 00:00:00 GMT|x-amz-storage-class:REDUCED_REDUNDANCY", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    public void Signature_ExamplesOfAws_AreTheSame(string method, string path, string query, string headers, string payloadHash, string expected)
    {
        IEnumerable<(string, string)> all =
        [
            ("Host", "examplebucket.s3.amazonaws.com"), ("X-Amz-Date", "20130524T000000Z"), ("x-amz-content-sha256", payloadHash),
            .. headers.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(header => (header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..])),
        ];
        string canonical = SigV4.CanonicalRequest(method, path, query, all, payloadHash, out _);
        Assert.Equal(expected, SigV4.Signature(Secret, SigV4.StringToSign(canonical, "us-east-1", "s3", s_now), "us-east-1", "s3", s_now));
    }

    [Fact]
    public void Keys_InALogLine_KeepTheirSecret() => Assert.DoesNotContain(Secret, $"{new AwsKeys("AKID", Secret, "token")}", StringComparison.Ordinal);
}
