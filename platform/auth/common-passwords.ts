/**
 * What an attacker tries first, in China and elsewhere: stems, since digits after them are tried as well. A short
 * list on purpose; a company that wants a long one checks against its own identity provider.
 */
export const COMMON_PASSWORDS = `
password passw0rd pass admin administrator root user guest test tester demo login welcome changeme default secret
master super superman batman dragon monkey shadow sunshine princess football baseball letmein trustno1 iloveyou
iloveu ilove woaini woaini1314 5201314 1314520 520520 521521 147258369 147258 159357 159753 741852963 789456123
987654321 123456789 12345678 1234567890 123123123 123321 112233 11223344 121212 131313 5211314 7758521 7758258
woaiwojia woaizhongguo zhongguo china beijing shanghai tianya taobao alibaba tencent baidu weixin wechat qqqq
qq123456 a123456 a12345678 aa123456 abc123 abc12345 abcd1234 abcdefg q1w2e3r4 q1w2e3r4t5 1q2w3e4r 1q2w3e4r5t
1qaz2wsx qazwsx qazwsxedc qwerty qwerty123 qwertyuiop asdfghjkl asdf1234 zxcvbnm zxcvbnm123 asd123456 zxc123456
wang1234 zhang123 li123456 liuyang zhangwei wangwei wangfang nihao nihaoma caonima kaixin xiaoming dashuju
mima mima123 mimamima yanjiu yancao yancao123 tobacco zhuanmai kehujingli jingli zhuren gongsi bangong
office company server system manager sales p@ssw0rd pa55word passwd pwd123 hello hello123 freedom whatever
computer internet samsung iphone google facebook linkedin michael jordan23 killer hunter charlie george
jessica ashley daniel thomas summer winter spring autumn january monday flower lovely angel cookie cheese
pokemon starwars naruto mustang ferrari porsche access access14 mypass mypassword newpassword oldpassword
temp temp1234 temporary initial initpass chushi chushimima user1234 admin888 admin123 admin666 root1234
88888888 66666666 00000000 11111111 99999999 77777777 12341234 12344321 22222222 33333333 55555555 44444444
`
  .trim()
  .split(/\s+/)
